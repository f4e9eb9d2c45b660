import HTTP
import Logging
import Synchronization
import Testing
import TransportSupport

@Suite("Log of requests") struct RequestLogTests {
    /// What a logger was told.
    private final class Lines: Sendable {
        private let lines = Mutex<[Logger.Metadata]>([])

        var all: [Logger.Metadata] { lines.withLock { $0 } }

        func add(_ line: Logger.Metadata) { lines.withLock { $0.append(line) } }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            if event.message == "request" { lines.add(event.metadata ?? [:]) }
        }
    }

    private func logged(
        _ level: Logger.Level, _ requests: String
    ) async throws -> (lines: [Logger.Metadata], answers: [RawResponse]) {
        let lines = Lines()
        var logger = Logger(label: "test") { _ in Handler(lines: lines) }
        logger.logLevel = level
        let answers = try await withServer(logger: logger) { port, _ in
            try await RawClient.exchange(port, requests)
        }
        return (lines.all, answers)
    }

    @Test func `each request is told with what it asked and what came of it`() async throws {
        let (lines, answers) = try await logged(
            .debug,
            post("{\"a\":\"secret\"}", target: "DynamoDB_20120810.GetItem")
                + "GET /health/live?key=secret HTTP/1.1\r\nHost: h\r\nAuthorization: secret\r\n\r\n"
                + "GET /v1/x HTTP/1.1\r\nHost: secret.example\r\n\r\n")
        #expect(lines.map { $0["status"] } == ["200", "200", "421"])
        #expect(lines.map { $0["method"] } == ["POST", "GET", "GET"])
        #expect(lines.map { $0["path"] } == ["/", "/health/live", "/v1/x"])
        #expect(lines.map { $0["operation"] } == ["GetItem", nil, nil])
        #expect(
            lines.map { $0["request-id"]?.description }
                == answers.map { $0.headers["x-amzn-requestid"] })
        #expect(lines.map { $0["ms"] == nil } == [false, false, true])
        #expect(!"\(lines)".contains("secret"))
    }

    @Test func `bytes that are no request are told too`() async throws {
        let (lines, _) = try await logged(.trace, "hello\r\n\r\n")
        #expect(lines.map { $0["status"] } == ["400"])
        #expect(lines.first?["path"] == nil)
    }

    @Test func `above debug nothing is told`() async throws {
        #expect(try await logged(.info, post("{}")).lines.isEmpty)
    }
}
