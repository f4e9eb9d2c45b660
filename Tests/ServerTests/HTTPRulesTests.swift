import DynamoDBAPI
import HTTP
import Platform
import Server
import Testing
import TransportSupport

@Suite("HTTP rules") struct HTTPRulesTests {
    @Test func `a request reaches the API with target and body and comes back with every header`()
        async throws
    {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(port, post("{\"a\":1}"))
            let answer = try #require(answers.first)
            #expect(answers.count == 1)
            #expect(answer.status == 200)
            #expect(answer.text == "DynamoDB_20120810.PutItem\n{\"a\":1}")
            #expect(answer.headers["content-type"] == "application/x-amz-json-1.0")
            #expect(answer.headers["content-length"] == "33")
            #expect(answer.headers["x-amz-crc32"] == "\(CRC32.checksum(answer.body))")
            #expect(answer.headers["date"] == "Sun, 06 Nov 1994 08:49:37 GMT")
            #expect(answer.headers["server"] == "Quipu")
            let identifier = try #require(answer.headers["x-amzn-requestid"])
            #expect(identifier.utf8.count == 52)
            #expect(identifier.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) })
            #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control") })
        }
    }

    @Test func `pipelined requests are answered in order on one connection`() async throws {
        try await withServer { port, _ in
            let requests = (0..<50).map { post("{}", target: "T\($0)") }.joined()
            let answers = try await RawClient.exchange(port, requests)
            #expect(answers.map(\.text) == (0..<50).map { "T\($0)\n{}" })
            #expect(Set(answers.compactMap { $0.headers["x-amzn-requestid"] }).count == 50)
        }
    }

    @Test func `an unknown pipelined request waits for the answer to the one in front of it`()
        async throws
    {
        let dispatcher = HoldingDispatcher()
        try await withServer(dispatcher) { port, _ in
            let client = try await RawClient(port: port)
            client.send(post("{}", target: "first") + post("{}", target: "second"))
            client.endSending()
            await dispatcher.waitForArrivals(1)
            #expect(dispatcher.arrivals == ["first"])
            dispatcher.release()
            await dispatcher.waitForArrivals(2)
            dispatcher.release()
            #expect(try await client.answers().map(\.text) == ["first", "second"])
        }
    }

    @Test func `a body may come in chunks and byte by byte`() async throws {
        try await withServer { port, _ in
            let client = try await RawClient(port: port)
            let request =
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nX-Amz-Target: T\r\n\r\n"
                + "3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\n\r\n"
            for byte in request.utf8 { client.send([byte]) }
            client.endSending()
            let answer = try #require(try await client.answers().first)
            #expect(answer.text == "T\n{\"a\":1}")
            #expect(answer.headers["content-type"] == "application/json")
        }
    }

    @Test func `GET says who is healthy, HEAD the same without a body`() async throws {
        try await withServer { port, _ in
            let get = try await RawClient.exchange(
                port, "GET / HTTP/1.1\r\nHost: localhost:8000\r\n\r\n")
            #expect(get.first?.status == 200)
            #expect(get.first?.text == "healthy: localhost:8000")
            let head = try await RawClient.exchange(
                port, "HEAD / HTTP/1.1\r\nHost: localhost:8000\r\n\r\n", endsWithHEAD: true)
            #expect(head.first?.headers["content-length"] == "23")
            #expect(head.first?.body == [])
            let odd = try await RawClient.exchange(
                port, "GET / HTTP/1.1\r\nHost: <script>\r\n\r\n")
            #expect(odd.first?.status == 400)
        }
    }

    @Test(arguments: [true, false])
    func `readiness follows the store, liveness does not`(isReady: Bool) async throws {
        try await withServer(isReady: isReady) { port, _ in
            let answers = try await RawClient.exchange(
                port,
                "GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n"
                    + "GET /health/ready?x=1 HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(answers.map(\.status) == [200, isReady ? 200 : 503])
            let ready = #"{"status":"\#(isReady ? "ready" : #"not ready","reason":"no space"#)"}"#
            #expect(answers.last?.text == ready)
        }
    }

    @Test(arguments: [
        "GET /abc HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /v1/tables HTTP/1.1\r\nHost: h\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
        "DELETE / HTTP/1.1\r\nHost: h\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Type: text/xml\r\n\r\nhi",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n"
            + "Content-Type: application/x-amz-json-1.1\r\n\r\nhi",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Type: application/jsonx\r\n\r\nhi",
    ])
    func `what is no request of the API is not found`(request: String) async throws {
        try await withServer { port, _ in
            let answer = try #require(try await RawClient.exchange(port, request).first)
            #expect(answer.status == 404)
            #expect(answer.text == "<UnknownOperationException/>\n")
            #expect(answer.headers["x-amz-crc32"] == "3552371480")
        }
    }

    @Test(arguments: [
        ("application/json", "application/json"),
        ("  application/json  ;  charset=x", "application/json"),
        ("Application/X-AMZ-JSON-1.0;x", "application/x-amz-json-1.0"),
    ])
    func `the media type counts without its parameters and is echoed`(
        sent: String, echoed: String
    ) async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port,
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: \(sent)\r\nContent-Length: 2\r\n\r\n{}"
            )
            #expect(answers.first?.status == 200)
            #expect(answers.first?.headers["content-type"] == echoed)
        }
    }

    @Test func `an empty POST without a target names no operation`() async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
            #expect(answers.first?.status == 400)
            #expect(answers.first?.body == WireError.unknownOperation.body)
        }
    }

    @Test func `a client that asks to close, or speaks HTTP 1.0, is closed after its answer`()
        async throws
    {
        try await withServer { port, _ in
            for request in [
                post("{}", headers: ["Connection: close"]) + post("{}"),
                "POST / HTTP/1.0\r\nContent-Length: 0\r\nX-Amz-Target: T\r\n\r\n" + post("{}"),
            ] {
                let client = try await RawClient(port: port)
                client.send(request)
                let answers = try await client.answers()
                #expect(answers.count == 1)
                #expect(answers.first?.headers["connection"] == "close")
            }
        }
    }

    @Test func `an old client that asks for it keeps its connection`() async throws {
        try await withServer { port, _ in
            let request =
                "POST / HTTP/1.0\r\nConnection: keep-alive\r\nX-Amz-Target: T\r\n"
                + "Content-Length: 0\r\n\r\n"
            let answers = try await RawClient.exchange(port, request + request)
            #expect(answers.map { $0.headers["connection"] } == ["keep-alive", "keep-alive"])
        }
    }
}
