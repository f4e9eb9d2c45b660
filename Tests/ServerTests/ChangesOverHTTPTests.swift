import Commands
import Engine
import HTTP
import Model
import NativeAPI
import Server
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("Changes over HTTP") struct ChangesOverHTTPTests {
    /// A server over a store whose table `clicks` has a stream.
    private struct Harness: Sendable {
        let store: Store
        let native: NativeDispatcher
        let port: Int
        let server: HTTPServer

        func request(
            _ query: String = "?from=trim-horizon", method: String = "GET",
            version: String = "HTTP/1.1", headers: String = ""
        ) -> String {
            "\(method) /v1/tables/clicks/changes\(query) \(version)\r\nHost: h\r\n\(headers)\r\n"
        }

        /// A client that follows, once it is told so.
        func follower(
            _ query: String = "?from=trim-horizon", version: String = "HTTP/1.1",
            headers: String = ""
        ) async throws -> StreamingClient {
            let client = try await StreamingClient.connect(port: port)
            client.send(request(query, version: version, headers: headers))
            _ = await client.received(containing: "\r\n\r\n")
            return client
        }

        func put(_ keys: Int...) async throws {
            for key in keys { try await put(key, "") }
        }

        func put(_ key: Int, _ text: String) async throws {
            let table = try #require(store.table(named: "clicks"))
            try await store.put(
                Sample.item("a", Text("\(key)"), ["t": .string(Text(text))]), in: table)
        }

        /// Waits until so many clients follow.
        func waitForReaders(_ count: Int) async {
            while native.changeReaders != count { await Task.yield() }
        }

        func tick(_ seconds: Int) async throws {
            for _ in 0..<seconds { try await server.tick() }
        }
    }

    private func withFollowing(_ body: (Harness) async throws -> Void) async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore(configure: { $0.recentBytes = 64 << 20 }) { store in
            var definition = TableDefinition(name: "clicks", uuid: "id", keySchema: Sample.schema)
            definition.settings.stream = StreamSettings(view: .newImage)
            _ = try await store.commit(CreateTable(definition))
            let native = NativeDispatcher(store: store, pool: pool)
            try await withServer(
                native: native, allowedOrigins: ["http://here"]
            ) { port, server in
                try await body(Harness(store: store, native: native, port: port, server: server))
            }
            #expect(native.changeReaders == 0)
        }
    }

    @Test func `changes come in chunks while the connection stays open`() async throws {
        try await withFollowing { server in
            let client = try await server.follower(headers: "Origin: http://here\r\n")
            for key in 1...3 {
                try await server.put(key)
                _ = await client.received(containing: #""sk":"\#(key)""#)
            }
            let text = await client.received(containing: #""sk":"3""#)
            let head = text.split(separator: "\r\n\r\n")[0].lowercased()
            #expect(head.hasPrefix("http/1.1 200 ok"))
            for line in [
                "content-type: text/event-stream", "transfer-encoding: chunked",
                "cache-control: no-store", "access-control-allow-origin: http://here",
                "vary: origin",
            ] { #expect(head.contains("\r\n\(line)")) }
            for name in ["content-length", "x-amz-crc32", "connection", "content-encoding"] {
                #expect(!head.contains("\(name):"))
            }
            try await client.close()
        }
    }

    @Test func `an answer of an old client ends with its connection`() async throws {
        try await withFollowing { server in
            try await server.put(1)
            let client = try await server.follower(version: "HTTP/1.0")
            _ = await client.received(containing: "\n\n")
            try await server.server.stop()
            let text = await client.receivedInAll()
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            #expect(parts[0].contains("\r\nConnection: close"))
            #expect(!parts[0].contains("Transfer-Encoding"))
            #expect(parts[1].hasPrefix("id: ") && parts[1].hasSuffix("}\n\n"))
        }
    }

    @Test func `HEAD tells the headers alone, and the next request follows`() async throws {
        try await withFollowing { server in
            let answers = try await RawClient.exchange(
                server.port, server.request(method: "HEAD") + server.request("", method: "POST"))
            #expect(answers.map(\.status) == [200, 405])
            #expect(answers[0].headers["content-type"] == "text/event-stream")
            #expect(answers[0].body.isEmpty)
        }
    }

    @Test func `what cannot be followed is told as a problem`() async throws {
        try await withFollowing { server in
            let answer = try await RawClient.exchange(server.port, server.request("?from=x")).first
            #expect(answer?.status == 400)
            #expect(answer?.headers["content-type"] == "application/problem+json")
            #expect(answer?.headers["content-length"] != nil)
        }
    }

    @Test func `who was cut off goes on behind the last event`() async throws {
        try await withFollowing { server in
            try await server.put(1, 2, 3)
            let first = try await server.follower()
            let text = await first.received(containing: #""sk":"3""#)
            try await first.close()
            let ids = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("id: ") }
            try #require(ids.count == 3)
            let second = try await server.follower(
                "", headers: "Last-Event-ID: \(ids[1].dropFirst(4))\r\n")
            let rest = await second.received(containing: #""sk":"3""#)
            #expect(!rest.contains(#""sk":"2""#))
            try await second.close()
        }
    }

    @Test func `a client that leaves is let go at once`() async throws {
        try await withFollowing { server in
            var clients: [StreamingClient] = []
            for _ in 0..<10 { clients.append(try await server.follower()) }
            await server.waitForReaders(10)
            for client in clients { try await client.close() }
            await server.waitForReaders(0)
        }
    }

    @Test func `a stream that ends leaves its connection to the next request`() async throws {
        try await withFollowing { server in
            try await server.put(1)
            let client = try await server.follower()
            client.send("GET /health/live HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            _ = await client.received(containing: #""sk":"1""#)
            let table = try #require(server.store.table(named: "clicks"))
            _ = try await server.store.commit(
                UpdateTable(
                    table.id, table.settings, rejectingNoChange: false, stream: .off))
            let text = await client.receivedInAll()
            let parts = text.split(separator: "HTTP/1.1 200 OK")
            #expect(parts.count == 2)
            let body = parts[0].split(separator: "\r\n\r\n", maxSplits: 1)[1]
            #expect(chunks(of: body)?.last?.contains("event: closed") == true)
            #expect(parts[1].hasSuffix(#"{"status":"live"}"#))
        }
    }

    @Test func `the server's end is the end of its streams, in whole events`() async throws {
        try await withFollowing { server in
            try await server.put(1, 2)
            let client = try await server.follower()
            _ = await client.received(containing: #""sk":"2""#)
            try await server.server.stop()
            let text = await client.receivedInAll()
            let body = text.split(separator: "\r\n\r\n", maxSplits: 1)[1]
            let events = try #require(chunks(of: body)).joined()
            #expect(events.hasSuffix("}\n\n"))
        }
    }

    @Test func `a quiet stream is kept alive, longer than an idle connection would be`()
        async throws
    {
        try await withFollowing { server in
            let client = try await server.follower()
            // The first read finds nothing; from then on seconds count.
            var beats = 0
            while beats < 5 {
                try await server.tick(HTTPLimits.idleSecondsDefault)
                let text = await client.received(containing: "\r\n\r\n")
                beats = text.split(whereSeparator: \.isNewline).count { $0 == ":" }
                await Task.yield()
            }
            try await server.put(1)
            let text = await client.received(containing: #""sk":"1""#)
            #expect(text.contains(#""sk":"1""#))
            try await client.close()
        }
    }

    @Test func `a reader that stands still keeps nobody waiting, and then gets everything`()
        async throws
    {
        try await withFollowing { server in
            let stalled = try await StreamingClient.connect(port: server.port, reads: false)
            stalled.send(server.request())
            let prompt = try await server.follower()
            await server.waitForReaders(2)
            let text = String(repeating: "x", count: 50_000)
            // Far more than the sockets hold between them.
            for key in 0..<300 { try await server.put(1000 + key, text) }
            // So much that the last one must be there, of which each has 150 bytes and more besides.
            let isAll: @Sendable (String) -> Bool = { $0.utf8.count > 300 * 50_000 + 35_000 }
            _ = await prompt.received(when: isAll)
            try await prompt.close()
            try await stalled.startReading()
            let all = await stalled.received(when: isAll)
            let keys = all.split(separator: #""sk":""#).dropFirst().map { $0.prefix(4) }
                .filter { $0.first == "1" }
            let expected = (1000..<1300).map { "\($0)" }
            // Each is in the key and in the new item.
            let once = keys.enumerated().filter { $0.offset % 2 == 0 }
            #expect(once.map { String($0.element) } == expected)
            try await stalled.close()
        }
    }

    @Test func `a reader that stands still for too long is cut off`() async throws {
        try await withFollowing { server in
            let stalled = try await StreamingClient.connect(port: server.port, reads: false)
            stalled.send(server.request())
            await server.waitForReaders(1)
            let text = String(repeating: "x", count: 300_000)
            for key in 0..<30 { try await server.put(key, text) }
            while server.native.changeReaders > 0 {
                try await server.tick(HTTPLimits.stalledStreamSecondsMax)
            }
            try await stalled.close()
        }
    }
}
