import API
import Engine
import NativeAPI
import Testing

/// Reads a stream of changes as a client does.
final class ChangeReader: Sendable {
    let stream: any BodyStream

    init(_ stream: any BodyStream) {
        self.stream = stream
    }

    /// The next part's bytes, `nil` at the end.
    func part() async -> String? {
        await withCheckedContinuation { continuation in
            stream.next(on: ImmediateLane.shared) { part in
                continuation.resume(returning: part.map { String(decoding: $0, as: UTF8.self) })
            }
        }
    }

    /// Reads on until `count` events have come or the stream has ended.
    func events(_ count: Int) async -> [ServerEvent] {
        var events: [ServerEvent] = []
        while events.count < count, let part = await part() {
            events += ServerEvent.parse(part)
        }
        return events
    }

    /// Reads everything up to the end.
    func allEvents() async -> [ServerEvent] {
        await events(.max)
    }

    func close() {
        stream.close()
    }
}

/// What a client makes of one block of lines.
struct ServerEvent: Hashable {
    var id: String?
    var name = ""
    var data = ""

    /// Leaves out blocks without data, as clients do.
    static func parse(_ text: String) -> [ServerEvent] {
        text.split(separator: "\n\n").compactMap { block in
            var event = ServerEvent()
            for line in block.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                let value = parts.count > 1 ? String(parts[1].dropFirst()) : ""
                switch line.first == ":" ? "" : parts.first {
                case "id": event.id = value
                case "event": event.name = value
                case "data": event.data = value
                default: break
                }
            }
            return event.data.isEmpty ? nil : event
        }
    }
}

extension NativeHarness {
    /// Asks for the changes of the table `clicks`.
    func changes(
        _ query: String = "", lastEventID: String? = nil, table: String = "clicks"
    ) async -> Answer {
        await send(
            "GET", "/v1/tables/\(table)/changes\(query)",
            headers: RequestHeaders(lastEventID: lastEventID))
    }

    /// Follows the changes of the table `clicks`.
    func follow(
        _ query: String = "", lastEventID: String? = nil, table: String = "clicks"
    ) async throws -> ChangeReader {
        let answer = await changes(query, lastEventID: lastEventID, table: table)
        #expect(answer.status == 200, "\(answer)")
        return ChangeReader(try #require(answer.response.stream))
    }
}

/// Runs `body` over a store whose table `clicks` has string keys and a stream of the view.
func withStream(
    _ view: String = "new-and-old-images", _ body: (NativeHarness) async throws -> Void
) async throws {
    try await withNativeAPI { api in
        let answer = await api.define(stream: #"{"view": "\#(view)"}"#)
        #expect(answer.status == 201, "\(answer)")
        try await body(api)
    }
}

extension NativeHarness {
    /// Defines the table `clicks` with string keys and this stream, or none.
    @discardableResult
    func define(stream: String?) async -> Answer {
        await put(
            #"""
            {"key": {"partition": {"name": "pk", "type": "string"},
                     "sort": {"name": "sk", "type": "string"}},
             "timeToLive": {"attribute": "ttl"}\#(stream.map { #", "stream": "# + $0 } ?? "")}
            """#)
    }
}
