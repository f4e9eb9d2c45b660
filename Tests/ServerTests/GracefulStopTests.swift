import HTTP
import Server
import Testing
import TransportSupport

@Suite("Graceful stop") struct GracefulStopTests {
    @Test func `a stop waits for the requests that have arrived and refuses new connections`()
        async throws
    {
        let dispatcher = HoldingDispatcher()
        try await withServer(dispatcher) { port, server in
            let idle = try await RawClient(port: port)
            let busy = try await RawClient(port: port)
            busy.send(post("{}", target: "last"))
            await dispatcher.waitForArrivals(1)
            async let stopped: Void = server.stop()
            // Idle connections are closed at once, which also shows that the stop has begun.
            #expect(try await idle.answers().isEmpty)
            await #expect(throws: (any Error).self) { try await RawClient(port: port) }
            dispatcher.release()
            let answers = try await busy.answers()
            #expect(answers.map(\.text) == ["last"])
            #expect(answers.first?.headers["connection"] == "close")
            try await stopped
        }
    }
}
