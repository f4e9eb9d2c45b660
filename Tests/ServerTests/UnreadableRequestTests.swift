import HTTP
import Testing
import TransportSupport

@Suite("Bytes that are no request") struct UnreadableRequestTests {
    @Test(arguments: [
        ("hello\r\n\r\n", false), ("POST / HTTP/1.1\r\n: x\r\n\r\n", false),
        ("POST /v1/tables HTTP/1.1\r\n: x\r\n\r\n", true),
        ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc", false),
        ("POST /v1/tables HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx", true),
        ("GET /v1/tables", false), ("GET /v1/tables HTTP/1.1\r\nA:", true),
    ])
    func `they are refused in the words of the API that was asked, and nothing follows`(
        bytes: String, isNative: Bool
    ) async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(port, bytes)
            let answer = try #require(answers.first)
            #expect(answers.count == 1)
            #expect(answer.status == 400)
            #expect(answer.headers["connection"] == "close")
            #expect(
                answer.headers["content-type"]
                    == (isNative ? "application/problem+json" : "application/x-amz-json-1.0"))
        }
    }

    @Test func `what stands before them is answered first`() async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(port, post("{}") + "hello\r\n" + post("{}"))
            #expect(answers.map(\.status) == [200, 400])
        }
    }

    @Test(arguments: [
        ("GET /\(String(repeating: "x", count: 20_000)) HTTP/1.1\r\n\r\n", "path"),
        ("GET /v1/x HTTP/1.1\r\nA: \(String(repeating: "x", count: 20_000))\r\n\r\n", "headers"),
        (
            "POST /v1/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "1;\(String(repeating: "x", count: 5000))\r\n", "body"
        ),
    ])
    func `each limit has its answer`(bytes: String, field: String) async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(port, bytes)
            #expect(answers.map(\.status) == [field == "path" ? 414 : 400])
            #expect(answers.first?.text.contains(#""field":"\#(field)""#) == true)
            #expect(answers.first?.headers["connection"] == "close")
        }
    }

    @Test func `a coding besides chunks has an answer of its own`() async throws {
        let request =
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(port, request)
            #expect(answers.map(\.status) == [501])
        }
    }
}
