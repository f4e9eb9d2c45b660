import Engine
import JSON
import Mutations
import NativeAPI
import TestSupport
import Values

/// The native API over a real store in a directory of its own, without sockets.
struct NativeHarness: Sendable {
    let store: Store
    let dispatcher: NativeDispatcher
    let clock: ManualTime

    func get(_ target: String) async -> Answer {
        await send("GET", target)
    }

    func send(_ method: String, _ target: String, body: [UInt8] = []) async -> Answer {
        await withCheckedContinuation { continuation in
            dispatcher.handle(
                method: method, target: target, body: body, lane: ImmediateLane.shared
            ) { response in
                continuation.resume(returning: Answer(response: response))
            }
        }
    }

    /// Reads a range page by page, following the cursors; answers the items' JSON, page by page.
    func pages(_ target: String) async -> [[String]] {
        var pages: [[String]] = []
        var cursor: String?
        repeat {
            let answer = await get(target + (cursor.map { "&cursor=\($0)" } ?? ""))
            pages.append(answer.items)
            cursor = answer.root?["cursor"]?.string
        } while cursor != nil
        return pages
    }
}

/// What came back.
struct Answer: Sendable, CustomStringConvertible {
    let response: NativeResponse

    var status: Int { response.status }
    var body: String { String(decoding: response.body, as: UTF8.self) }
    var description: String { "\(status) \(body)" }

    /// The body, or `nil` when it is no JSON.
    var root: JSONNode? { (try? JSONDocument(parsing: response.body))?.root }

    /// The JSON of each item of a range.
    var items: [String] {
        root?["items"]?.elements.map { String(decoding: $0.rawBytes, as: UTF8.self) } ?? []
    }

    /// What a problem says: its status, the end of its type, and its field.
    var problem: Problem? {
        guard let root, let status = root["status"]?.integer, let type = root["type"]?.string else {
            return nil
        }
        return Problem(
            status: Int(status), type: String(type.split(separator: ":").last ?? ""),
            field: root["field"]?.string)
    }

    var detail: String { root?["detail"]?.string ?? "" }
}

struct Problem: Hashable {
    var status: Int
    var type: String
    var field: String?

    static func invalid(_ field: String) -> Problem {
        Problem(status: 400, type: "invalid-request", field: field)
    }
}

/// Runs `body` over an empty store, which is checked for integrity at the end.
func withNativeAPI(_ body: (NativeHarness) async throws -> Void) async throws {
    let clock = ManualTime(seconds: 1_795_000_000)
    let pool = ReaderPool(threads: 1)
    defer { pool.close() }
    try await withStore(time: clock, configure: { $0.recentBytes = 64 << 20 }) { store in
        try await body(
            NativeHarness(
                store: store, dispatcher: NativeDispatcher(store: store, pool: pool),
                clock: clock))
    }
}
