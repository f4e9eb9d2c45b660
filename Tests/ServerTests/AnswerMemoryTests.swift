import API
import DynamoDBAPI
import Engine
import HTTP
import Server
import Synchronization
import Testing
import TransportSupport

/// Answers that wait for their clients are bounded over all connections.
@Suite("Memory of answers") struct AnswerMemoryTests {
    // More than the sockets of a connection take between them.
    private let body = String(repeating: "x", count: 12 << 20)

    @Test func `a read finds no room while another client does not take its answer`() async throws {
        try await withServer(answerBytesMax: 20 << 20) { port, _ in
            let slow = try await slowReader(port)
            var answer = try await RawClient.exchange(
                port, post(body, target: "V.BatchGetItem")
            ).first
            #expect(answer?.status == 503)
            #expect(answer?.headers["retry-after"] == "1")
            #expect(answer?.headers["connection"] == nil)
            #expect(answer?.text.contains("ServiceUnavailableException") == true)
            // What was done is told all the same, and small answers have no need of room.
            let write = try await RawClient.exchange(port, post(body, target: "V.UpdateItem"))
            #expect(write.first?.status == 200)
            #expect(try await RawClient.exchange(port, post("{}")).first?.status == 200)
            slow.read()
            #expect(try await slow.answers().map(\.status) == [200])
            while answer?.status != 200 {
                answer = try await RawClient.exchange(
                    port, post(body, target: "V.BatchGetItem")
                ).first
            }
        }
    }

    /// A client that does not take its answer, so that there is no room for another's.
    private func slowReader(_ port: Int) async throws -> RawClient {
        while true {
            let slow = try await RawClient(port: port, readsAtOnce: false)
            slow.send(post(body, target: "V.Query"))
            slow.endSending()
            for _ in 1...5 {
                let other = try await RawClient.exchange(port, post(body, target: "V.Query"))
                if other.first?.status == 503 { return slow }
            }
            // Another's answer came first, so it is this one that was refused.
            slow.close()
        }
    }

    @Test func `room is given back when a client leaves`() async throws {
        try await withServer(answerBytesMax: 20 << 20) { port, _ in
            for _ in 1...3 {
                let slow = try await slowReader(port)
                slow.close()
                var status = 503
                while status != 200 {
                    status =
                        try await RawClient.exchange(port, post(body, target: "V.Query"))
                        .first?.status ?? 0
                }
            }
        }
    }

    @Test(arguments: [nil, "gzip", "identity"])
    func `what is compressed for those who ask says so to caches`(accepted: String?) async throws {
        try await withServer { port, _ in
            let headers = accepted.map { ["Accept-Encoding: \($0)"] } ?? []
            let large = String(repeating: "x", count: 5000)
            let answers = try await RawClient.exchange(
                port, post(large, headers: headers) + post("{}", headers: headers))
            #expect(answers.map { $0.headers["vary"] } == ["Accept-Encoding", nil])
            #expect(
                answers.first?.headers["content-encoding"] == (accepted == "gzip" ? "gzip" : nil))
        }
    }

    @Test func `answers that wait to be compressed are counted too`() async throws {
        // Each is beyond what reads may take, though it would be small once compressed.
        try await withServer(answerBytesMax: 12 << 20, allowedOrigins: ["http://a.example"]) {
            port, _ in
            let headers = ["Accept-Encoding: gzip", "Origin: http://a.example"]
            let read = try await RawClient.exchange(
                port,
                post(body, target: "V.BatchGetItem", headers: headers)
                    + post("{}", target: "V.GetItem", headers: headers))
            #expect(read.map(\.status) == [503, 200])
            #expect(read.first?.headers["retry-after"] == "1")
            #expect(read.first?.headers["content-encoding"] == nil)
            #expect(read.first?.headers["access-control-allow-origin"] == "http://a.example")
            // A write was done; its answer gives the memory back when it is packed.
            for _ in 1...3 {
                let write = try await RawClient.exchange(
                    port, post(body, target: "V.UpdateItem", headers: headers))
                #expect(write.map(\.status) == [200])
                #expect(write.first?.headers["content-encoding"] == "gzip")
            }
            let small = String(repeating: "x", count: 1 << 20)
            let next = try await RawClient.exchange(
                port, post(small, target: "V.BatchGetItem", headers: headers))
            #expect(next.map(\.status) == [200])
        }
    }

    @Test func `a page may read why its answer had no room`() async throws {
        try await withServer(answerBytesMax: 12 << 20, allowedOrigins: ["http://a.example"]) {
            port, _ in
            let answers = try await RawClient.exchange(
                port,
                post(body, target: "V.Query", headers: ["Origin: http://a.example"]))
            #expect(answers.map(\.status) == [503])
            #expect(
                answers.first?.headers["access-control-allow-origin"] == "http://a.example")
            #expect(answers.first?.headers["vary"] == "Origin, Accept-Encoding")
        }
    }

    @Test func `without room writes are refused before they are carried out`() async throws {
        let dispatcher = RecordingDispatcher()
        try await withServer(dispatcher, answerBytesMax: 8 << 20) { port, _ in
            let slow = try await RawClient(port: port, readsAtOnce: false)
            // It does not take what it wrote; that is told all the same, so it is beyond the room.
            slow.send(post(body, target: "V.UpdateItem"))
            slow.endSending()
            var answers: [RawResponse] = []
            while answers.first?.status != 503 {
                answers = try await RawClient.exchange(
                    port,
                    post("{}", target: "refused.PutItem") + post("{}", target: "V.GetItem"))
            }
            #expect(answers.map(\.status) == [503, 200])
            #expect(answers.first?.headers["retry-after"] == "1")
            let before = dispatcher.count(of: "refused.PutItem")
            let more = try await RawClient.exchange(
                port,
                String(repeating: post("{}", target: "refused.PutItem"), count: 3)
                    + "POST /v1/tables/t/increments HTTP/1.1\r\nHost: h\r\n"
                    + "Content-Length: 0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(more.map(\.status) == [503, 503, 503, 503, 200])
            #expect(dispatcher.count(of: "refused.PutItem") == before)
            slow.read()
            #expect(try await slow.answers().map(\.status) == [200])
            #expect(try await RawClient.exchange(port, post("{}")).map(\.status) == [200])
        }
    }

    @Test func `pipelined writes wait for each other while memory is short`() async throws {
        let holding = HoldingDispatcher()
        try await withServer(
            CrowdingDispatcher(holding: holding), answerBytesMax: 20 << 20
        ) { port, _ in
            let slow = try await slowReader(port)
            let client = try await RawClient(port: port)
            client.send(String(repeating: post("{}", target: "V.PutItem"), count: 5))
            client.endSending()
            await holding.waitForArrivals(1)
            #expect(holding.arrivals.count == 1)
            holding.answerFromNowOn()
            #expect(try await client.answers().map(\.status) == [200, 200, 200, 200, 200])
            slow.read()
            #expect(try await slow.answers().map(\.status) == [200])
        }
    }

    @Test(arguments: [(400, 503), (200, 200), (500, 500)])
    func `a write that was not done has no right to a large answer`(
        status: Int, told: Int
    ) async throws {
        try await withServer(FailingDispatcher(status: status), answerBytesMax: 8 << 20) {
            port, _ in
            for headers in [[], ["Accept-Encoding: gzip"]] {
                let answers = try await RawClient.exchange(
                    port, post(body, target: "V.TransactWriteItems", headers: headers))
                #expect(answers.map(\.status) == [told])
            }
        }
    }

    @Test(arguments: [[], ["Accept-Encoding: gzip"]])
    func `what was only read has a read's room, whatever the operation could have been`(
        headers: [String]
    ) async throws {
        try await withServer(ReadingDispatcher(), answerBytesMax: 12 << 20) { port, _ in
            let answers = try await RawClient.exchange(
                port, post(body, target: "V.ExecuteStatement", headers: headers))
            #expect(answers.map(\.status) == [503])
        }
    }

    @Test(arguments: [(20, true), (100, false)])
    func `who does not take an answer gets less time while memory is short`(
        megabytes: Int, isCutOff: Bool
    ) async throws {
        try await withServer(answerBytesMax: megabytes << 20) { port, server in
            let slow: RawClient
            if isCutOff {
                slow = try await slowReader(port)
            } else {
                slow = try await RawClient(port: port, readsAtOnce: false)
                slow.send(post(body, target: "V.Query"))
                slow.endSending()
            }
            for _ in 0...HTTPLimits.stalledWriteSecondsMaxWhenCrowded { try await server.tick() }
            slow.read()
            // What was cut off cannot be parsed, or is nothing at all.
            let answers = try? RawResponse.parse(try await slow.bytes())
            #expect((answers?.first == nil) == isCutOff)
        }
    }
}

/// Answers at once with the body, and knows what it was asked.
private final class RecordingDispatcher: RequestDispatcher {
    private let targets = Mutex<[String]>([])

    func count(of target: String) -> Int {
        targets.withLock { $0.count { $0 == target } }
    }

    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        targets.withLock { $0.append(request.target) }
        respond(Response(body: request.body))
    }
}

/// Answers queries at once with the body, and holds everything else.
private struct CrowdingDispatcher: RequestDispatcher {
    let holding: HoldingDispatcher

    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        if request.target == "V.Query" {
            respond(Response(body: request.body))
        } else {
            holding.handle(request, lane: lane, respond: respond)
        }
    }
}

/// Answers at once with a status and the body.
private struct FailingDispatcher: RequestDispatcher {
    let status: Int

    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        respond(Response(status: status, body: request.body))
    }
}

/// Answers at once with the body, as to a request that changed nothing.
private struct ReadingDispatcher: RequestDispatcher {
    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        respond(Response(body: request.body).havingChangedNothing)
    }
}
