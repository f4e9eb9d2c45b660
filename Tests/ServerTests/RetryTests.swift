import API
import DynamoDBAPI
import Engine
import HTTP
import LambdaAPI
import NativeAPI
import Server
import TestSupport
import Testing
import TransportSupport

/// SDKs repeat a request after 500, 502, 503, 504 and 429, and after an error whose name they know;
/// what may pass must be told so, and what is wrong for good must not.
@Suite("What SDKs try again") struct RetryTests {
    @Test(arguments: [
        ("/", "#RequestTimeoutException"),
        ("/2015-03-31/event-source-mappings/", "x-amzn-ErrorType: RequestTimeoutException"),
        ("/v1/tables/t/events", "urn:quipu:problem:request-too-slow"),
    ])
    func `a request that did not arrive in time may be sent again`(
        path: String, name: String
    ) async throws {
        try await withServer { port, server in
            let client = try await StreamingClient.connect(port: port)
            client.send(
                "POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n"
                    + "Expect: 100-continue\r\n\r\n")
            _ = await client.received(containing: "100 Continue")
            for _ in 0..<HTTPLimits.requestSecondsMax { try await server.tick() }
            let text = await client.receivedInAll()
            #expect(text.contains("HTTP/1.1 408 "))
            #expect(text.contains(name))
            #expect(text.contains("Connection: close"))
        }
    }

    /// Answers that there is no room for writes.
    private struct BusyDispatcher: RequestDispatcher {
        func handle(
            _ request: Request, lane: any CompletionLane,
            respond: @escaping @Sendable (Response) -> Void
        ) {
            respond(
                Response(status: 503, body: WireError.serviceUnavailable("too many").body))
        }
    }

    @Test func `who is told to come back is told when`() async throws {
        try await withServer(BusyDispatcher(), connectionsMax: 1) { port, _ in
            let client = try await RawClient(port: port)
            client.send(post("{}"))
            let second = try await RawClient(port: port)
            #expect(try await second.answers().map { $0.headers["retry-after"] } == ["1"])
            client.endSending()
            let answers = try await client.answers()
            #expect(answers.map(\.status) == [503])
            #expect(answers.map { $0.headers["retry-after"] } == ["1"])
        }
    }

    @Test(arguments: [("gzip", 400), ("br", 415)])
    func `a body that Lambda's calls cannot unpack is wrong for good`(
        encoding: String, status: Int
    ) async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            let lambda = LambdaDispatcher(
                store: store, settings: APISettings(), pool: pool, handlers: nil)
            try await withServer(lambda: lambda) { port, _ in
                let answers = try await RawClient.exchange(
                    port,
                    "POST /2015-03-31/event-source-mappings/ HTTP/1.1\r\nHost: h\r\n"
                        + "Content-Type: application/json\r\nContent-Encoding: \(encoding)\r\n"
                        + "Content-Length: 2\r\n\r\n{}")
                #expect(answers.map(\.status) == [status])
                #expect(
                    answers.first?.headers["x-amzn-errortype"] == "SerializationException")
            }
        }
    }
}
