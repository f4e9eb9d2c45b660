import HTTP
import Server
import Testing
import TransportSupport

@Suite("HTTP limits") struct HTTPLimitsTests {
    @Test(arguments: [true, false])
    func `a body of more than 16 MiB is refused, however it is sent, and its sender reads why`(
        isChunked: Bool
    ) async throws {
        let size = 17 << 20
        let blanks = [UInt8](repeating: 0x20, count: size)
        let head =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
            + (isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(size)") + "\r\n\r\n"
        let body =
            isChunked
            ? Array((String(size, radix: 16) + "\r\n").utf8) + blanks + Array("\r\n0\r\n\r\n".utf8)
            : blanks
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(port, Array(head.utf8) + body)
            #expect(answers.map(\.status) == [413])
            #expect(answers.first?.headers["connection"] == "close")
        }
    }

    @Test func `a body of exactly 16 MiB is taken`() async throws {
        let body = String(repeating: " ", count: 16 << 20)
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(port, post(body, target: "T"))
            #expect(answers.first?.status == 200)
            #expect(answers.first?.body.count == body.utf8.count + 2)
        }
    }

    @Test func `headers of more than 16 KiB are refused`() async throws {
        let half = String(repeating: "x", count: 8192)
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port, post("{}", headers: ["header1: \(half)", "header2: \(half)"]))
            #expect(answers.map(\.status) == [400])
            let short = try await RawClient.exchange(
                port, post("{}", headers: ["header1: \(half)"]))
            #expect(short.map(\.status) == [200])
        }
    }

    @Test(arguments: [100_000, 2_000_000])
    func `headers without end are cut off with the same answer`(size: Int) async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port, post("{}", headers: ["h: " + String(repeating: "x", count: size)]))
            // A client that writes on and on may find the connection gone before it reads.
            #expect(answers.isEmpty || answers.map(\.status) == [400])
        }
    }

    @Test(arguments: [("GET", "/", 414), ("POST", "/v1/tables/", 414), ("POST", "/", 400)])
    func `a request line of more than 16 KiB is refused`(
        method: String, path: String, status: Int
    ) async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port,
                "\(method) \(path)\(String(repeating: "x", count: 17_000)) HTTP/1.1\r\n"
                    + "Host: h\r\nContent-Length: 0\r\n\r\n")
            #expect(answers.map(\.status) == [status])
        }
    }

    @Test(arguments: ["hello\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\n: x\r\n\r\n"])
    func `bytes that are not HTTP are refused`(bytes: String) async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(port, bytes)
            #expect(answers.map(\.status) == [400])
        }
    }

    @Test
    func `one connection too many is told so and closed, and the next may come when one left`()
        async throws
    {
        try await withServer(connectionsMax: 1) { port, _ in
            let first = try await RawClient(port: port)
            first.send(post("{}"))
            let second = try await RawClient(port: port)
            #expect(try await second.answers().map(\.status) == [503])
            first.endSending()
            #expect(try await first.answers().map(\.status) == [200])
            #expect(try await RawClient.exchange(port, post("{}")).map(\.status) == [200])
        }
    }

    @Test func `who expects 100-continue gets it, and the answer after the body`() async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port, post("{}", headers: ["Expect: 100-continue"]))
            #expect(answers.map(\.status) == [100, 200])
        }
    }

    @Test func `any other expectation fails, and a body too large is not even asked for`()
        async throws
    {
        try await withServer { port, _ in
            let other = try await RawClient.exchange(port, post("{}", headers: ["Expect: tea"]))
            #expect(other.map(\.status) == [417])
            let large = try await RawClient.exchange(
                port,
                "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 20000000\r\n\r\n")
            #expect(large.map(\.status) == [413])
        }
    }
}
