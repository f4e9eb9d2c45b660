import API
import DynamoDBAPI
import Engine
import HTTP
import NativeAPI
import Server
import Synchronization
import TestSupport
import Testing
import TransportSupport

/// Requests of one connection that are sent without waiting for answers.
@Suite("Pipelining") struct PipeliningTests {
    /// Sends requests to a dispatcher that holds them, and says which are begun by the time that the
    /// first `count` are.
    private func begun(
        _ targets: [String], count: Int
    ) async throws -> [String] {
        let dispatcher = HoldingDispatcher()
        return try await withServer(dispatcher) { port, _ in
            let client = try await RawClient(port: port)
            client.send(
                targets.map { post("{}", target: "V.\($0)") }.joined())
            client.endSending()
            await dispatcher.waitForArrivals(count)
            let begun = dispatcher.arrivals
            dispatcher.answerFromNowOn()
            // However it was carried out: in order, and each has its answer.
            let names = targets.map { "V.\($0)" }
            #expect(try await client.answers().map(\.text) == names)
            #expect(dispatcher.arrivals == names)
            return begun.map { String($0.dropFirst(2)) }
        }
    }

    @Test func `writes of items are under way together`() async throws {
        let targets = [
            "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems",
            "PutItem",
        ]
        #expect(try await begun(targets, count: targets.count) == targets)
    }

    @Test(arguments: [
        ["PutItem", "GetItem"], ["GetItem", "PutItem"], ["CreateTable", "PutItem"],
        ["PutItem", "CreateTable"], ["UpdateTable", "UpdateTable"], ["Unknown", "Unknown"],
        ["DescribeTable", "GetItem"], ["Query", "Query"], ["Query", "GetItem"],
    ])
    func `what could tell that it is not alone waits until it is`(targets: [String]) async throws {
        #expect(try await begun(targets, count: 1) == [targets[0]])
    }

    @Test func `a read waits for all writes in front of it`() async throws {
        let targets = ["PutItem", "PutItem", "GetItem", "PutItem", "PutItem"]
        #expect(try await begun(targets, count: 2) == ["PutItem", "PutItem"])
    }

    @Test(arguments: ["Expect: 100-continue", "Content-Encoding: identity"])
    func `a request that may be carried out in two steps is alone`(header: String) async throws {
        let dispatcher = HoldingDispatcher()
        try await withServer(dispatcher) { port, _ in
            let client = try await RawClient(port: port)
            client.send(
                post("{}", target: "V.PutItem")
                    + post("{}", target: "V.PutItem", headers: [header]))
            client.endSending()
            await dispatcher.waitForArrivals(1)
            #expect(dispatcher.arrivals.count == 1)
            dispatcher.answerFromNowOn()
            let statuses = try await client.answers().map(\.status)
            #expect(statuses == (header.hasPrefix("Expect") ? [200, 100, 200] : [200, 200]))
        }
    }

    @Test func `no more are under way than the limit`() async throws {
        let max = HTTPLimits.pipelinedRequestsMax
        let targets = [String](repeating: "PutItem", count: 3 * max)
        #expect(try await begun(targets, count: max).count == max)
    }

    @Test func `answers keep the order of their requests, whenever they are ready`() async throws {
        let dispatcher = HoldingDispatcher()
        try await withServer(dispatcher) { port, _ in
            let client = try await RawClient(port: port)
            let targets = (0..<20).map { "V\($0).PutItem" }
            client.send(targets.map { post("{}", target: $0) }.joined())
            client.endSending()
            await dispatcher.waitForArrivals(targets.count)
            dispatcher.release { $0.reversed() }
            #expect(try await client.answers().map(\.text) == targets)
        }
    }

    @Test func `after a request that closes the connection nothing is read`() async throws {
        let dispatcher = HoldingDispatcher()
        try await withServer(dispatcher) { port, _ in
            let client = try await RawClient(port: port)
            client.send(
                post("{}", target: "1.PutItem")
                    + post("{}", target: "2.PutItem", headers: ["Connection: close"])
                    + post("{}", target: "3.PutItem"))
            await dispatcher.waitForArrivals(2)
            dispatcher.answerFromNowOn()
            let answers = try await client.answers()
            #expect(answers.map(\.text) == ["1.PutItem", "2.PutItem"])
            #expect(answers.map { $0.headers["connection"] } == [nil, "close"])
            #expect(dispatcher.arrivals.count == 2)
        }
    }

    @Test func `what is refused is told behind the answers to those in front of it`() async throws {
        for bytes in ["hello\r\n", post("{}", headers: ["Content-Length: 99"])] {
            let dispatcher = HoldingDispatcher()
            try await withServer(dispatcher) { port, _ in
                let client = try await RawClient(port: port)
                client.send(
                    post("{}", target: "1.PutItem") + post("{}", target: "2.PutItem") + bytes)
                await dispatcher.waitForArrivals(2)
                dispatcher.answerFromNowOn()
                client.endSending()
                #expect(try await client.answers().map(\.status) == [200, 200, 400])
            }
        }
    }

    @Test func `a stop waits for all that are under way`() async throws {
        let dispatcher = HoldingDispatcher()
        try await withServer(dispatcher) { port, server in
            let idle = try await RawClient(port: port)
            let client = try await RawClient(port: port)
            client.send(post("{}", target: "1.PutItem") + post("{}", target: "2.PutItem"))
            await dispatcher.waitForArrivals(2)
            async let stopped: Void = server.stop()
            #expect(try await idle.answers().isEmpty)
            dispatcher.release()
            let answers = try await client.answers()
            #expect(answers.map(\.text) == ["1.PutItem", "2.PutItem"])
            #expect(answers.map { $0.headers["connection"] } == [nil, "close"])
            try await stopped
        }
    }

    @Test func `a client that leaves is forgotten with all its requests`() async throws {
        let dispatcher = HoldingDispatcher()
        try await withServer(dispatcher, connectionsMax: 1) { port, _ in
            let client = try await RawClient(port: port)
            client.send(post("{}", target: "1.PutItem") + post("{}", target: "2.PutItem"))
            await dispatcher.waitForArrivals(2)
            client.close()
            #expect(try await client.answers().isEmpty)
            dispatcher.answerFromNowOn()
            // There is room for the next one once the server has seen it leave.
            var statuses: [Int] = []
            while statuses != [200] {
                statuses = try await RawClient.exchange(port, post("{}")).map(\.status)
            }
        }
    }

    @Test func `a client that does not read is not served for ever`() async throws {
        let body = String(repeating: "x", count: 60_000)
        let count = 500
        let dispatcher = CountingDispatcher()
        try await withServer(dispatcher) { port, _ in
            let client = try await RawClient(port: port, readsAtOnce: false)
            let requests = (0..<count).map { _ in post(body, target: "V.PutItem") }.joined()
            client.send(requests)
            var before = -1
            while dispatcher.count != before {
                before = dispatcher.count
                try await Task.sleep(for: .milliseconds(300))
            }
            #expect(before < count)
            client.endSending()
            client.read()
            #expect(try await client.answers().count == count)
        }
    }

    @Test func `batches of the native API are made in their order`() async throws {
        let pool = ReaderPool(threads: 2)
        defer { pool.close() }
        try await withStore { store in
            try await withServer(native: NativeDispatcher(store: store, pool: pool)) { port, _ in
                func request(_ method: String, _ path: String, _ body: String) -> String {
                    let type = body.isEmpty ? "" : "Content-Type: application/json\r\n"
                    return "\(method) /v1/tables/\(path) HTTP/1.1\r\nHost: h\r\n\(type)"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                }
                // In each round what is read must be what was written just before it.
                var text = request(
                    "PUT", "clicks", #"{"key":{"partition":{"name":"pk","type":"string"}}}"#)
                for number in 1...40 {
                    text += request(
                        "POST", "clicks/increments",
                        #"{"source":"s","sequence":\#(number),"#
                            + #""updates":[{"key":{"pk":"a"},"add":{"c":1}}]}"#)
                    if number % 8 == 0 {
                        text += request("GET", "clicks/items?pk=a", "")
                    }
                }
                let answers = try await RawClient.exchange(port, text)
                #expect(answers.count == 46)
                #expect(answers.filter { $0.status >= 300 }.map(\.text) == [])
                #expect(!answers.contains { $0.text.contains(#""duplicate":true"#) })
                let read = answers.filter { $0.text.contains(#""item":"#) }.map(\.text)
                #expect(read.count == 5)
                for (index, text) in read.enumerated() {
                    #expect(text.contains(#""c":\#(8 * (index + 1))"#), "\(text)")
                }
            }
        }
    }
}

/// Answers at once with the body, and counts.
private final class CountingDispatcher: RequestDispatcher {
    private let served = Atomic(0)

    var count: Int { served.load(ordering: .relaxed) }

    func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        served.add(1, ordering: .relaxed)
        respond(Response(body: request.body))
    }
}
