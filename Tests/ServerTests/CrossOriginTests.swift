import Testing

@Suite("Cross-origin rules") struct CrossOriginTests {
    @Test(arguments: ["GET", "POST"])
    func `an answer to a page of another origin may be read by it`(method: String) async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port,
                "\(method) / HTTP/1.1\r\nHost: h\r\nOrigin: http://example.com/\r\n"
                    + "Access-Control-Request-Method: dog\r\nContent-Length: 0\r\n\r\n")
            let headers = try #require(answers.first).headers
            #expect(headers["access-control-allow-origin"] == "*")
            #expect(headers["access-control-expose-headers"] != nil)
            #expect(headers["access-control-max-age"] == nil)
            #expect(headers["access-control-allow-methods"] == nil)
        }
    }

    @Test func `a preflight gets back the method and the headers it asked for`() async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port,
                "OPTIONS / HTTP/1.1\r\nHost: h\r\nOrigin: http://example.com/\r\n"
                    + "Access-Control-Request-Method: dog\r\n"
                    + "Access-Control-Request-Headers: cat, meerkat, mouse\r\n\r\n")
            let answer = try #require(answers.first)
            #expect(answer.status == 200)
            #expect(answer.body == [])
            #expect(answer.headers["access-control-allow-origin"] == "*")
            #expect(answer.headers["access-control-allow-methods"] == "dog")
            #expect(answer.headers["access-control-allow-headers"] == "cat, meerkat, mouse")
            #expect(answer.headers["access-control-max-age"] == "172800")
        }
    }
}
