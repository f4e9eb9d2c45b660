import API
import Commands
import Engine
import HandlerModel
import JSON
import LambdaAPI
import Model
import NativeAPI
import StreamRecords
import Synchronization
import TestSupport
import Testing
import Values

/// What runs functions in these tests: nothing, but it knows what executables there would be.
final class FakeMonitor: HandlerMonitor {
    private let executables: [Text]
    private let lastResult = Mutex(HandlerStatus.nothingProcessed)

    init(executables: [Text]) {
        self.executables = executables
    }

    func report(_ result: String) {
        lastResult.withLock { $0 = result }
    }

    func problem(with definition: HandlerDefinition) -> HandlerProblem? {
        guard executables.contains(definition.executable) else {
            return HandlerProblem(field: "executable", message: "is not there")
        }
        let bad = definition.filters.firstIndex { $0.string.contains("wrong") }
        return bad.map { HandlerProblem(field: "filters[\($0)]", message: "wrong") }
    }

    func status(of handler: HandlerID) -> HandlerStatus? {
        var status = HandlerStatus()
        status.lastResult = lastResult.withLock { $0 }
        return status
    }
}

/// The API over a real store in a directory of its own, without sockets.
struct LambdaHarness: Sendable {
    let store: Store
    let dispatcher: LambdaDispatcher
    let settings: APISettings
    let clock: ManualTime

    static let functionPrefix = "arn:aws:lambda:us-east-1:123456789012:function:"

    func send(_ method: String, _ path: String = "", _ body: String = "") async -> Answer {
        await withCheckedContinuation { continuation in
            dispatcher.handle(
                Request(
                    method: method, path: LambdaDispatcher.path + path.prefix { $0 != "?" },
                    query: path.firstIndex(of: "?").map { path[$0...].dropFirst() },
                    body: Array(body.utf8)),
                lane: ImmediateLane.shared
            ) { response in
                continuation.resume(returning: Answer(response: response))
            }
        }
    }

    /// Makes a table with an open stream, and answers the stream's ARN.
    func makeStream(_ table: Text = "clicks") async throws -> String {
        var definition = TableDefinition(name: table, uuid: "test", keySchema: Sample.schema)
        definition.settings.stream = StreamSettings(view: .newAndOldImages, shards: 2)
        let table = try await store.change(CreateTable(definition))
        let stream = try #require(table.stream.flatMap { store.stream($0) })
        return settings.aws.arn(of: stream)
    }

    /// Makes a mapping of `function` to the stream, with `members` besides what it must have.
    func create(
        _ function: String = "spike", of stream: String, _ members: String...,
        from start: String = "LATEST"
    ) async -> Answer {
        let all =
            [
                #""FunctionName":"\#(function)""#, #""EventSourceArn":"\#(stream)""#,
                #""StartingPosition":"\#(start)""#,
            ] + members
        return await send("POST", "", "{\(all.joined(separator: ","))}")
    }

    /// Registers a handler, as the native API does.
    func register(_ definition: HandlerDefinition) async throws {
        _ = try await store.commit(
            DefineHandler(definition, uuid: "of \(definition.name)", .any))
    }
}

/// What came back.
struct Answer: Sendable, CustomStringConvertible {
    let response: Response

    var status: Int { response.status }
    var body: String { String(decoding: response.body, as: UTF8.self) }
    var description: String { "\(status) \(body)" }

    /// The body, or `nil` when it is no JSON.
    var root: JSONNode? { (try? JSONDocument(parsing: response.body))?.root }

    subscript(_ name: String) -> String? { root?[name]?.string }

    var errorType: String? {
        response.headers.first { $0.name == "x-amzn-ErrorType" }?.value
    }

    var message: String { self["message"] ?? self["Message"] ?? "" }
}

/// Runs `body` over an empty store, which is checked for integrity at the end.
func withLambda(
    executables: [Text]? = ["spike", "archive", "adapter"], strict: Bool = false,
    _ body: (LambdaHarness, FakeMonitor?) async throws -> Void
) async throws {
    let clock = ManualTime(seconds: 1_795_000_000)
    let pool = ReaderPool(threads: 1)
    defer { pool.close() }
    try await withStore(time: clock) { store in
        let made = Mutex(0)
        let settings = APISettings(strict: strict)
        let monitor = executables.map { FakeMonitor(executables: $0) }
        let dispatcher = LambdaDispatcher(
            store: store, settings: settings, pool: pool, handlers: monitor
        ) {
            let number = made.withLock { count in
                count += 1
                return count
            }
            return "0000000\(number)-0000-4000-8000-000000000000"
        }
        try await body(
            LambdaHarness(
                store: store, dispatcher: dispatcher, settings: settings, clock: clock), monitor)
    }
}
