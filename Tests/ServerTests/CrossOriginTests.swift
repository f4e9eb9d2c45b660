import DynamoDBAPI
import Engine
import LambdaAPI
import NativeAPI
import TestSupport
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

    /// Runs `body` against a server with everything, whatever handlers there would be.
    private func withAll(_ body: (Int) async throws -> Void) async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            let native = NativeDispatcher(store: store, pool: pool)
            let lambda = LambdaDispatcher(
                store: store, settings: APISettings(), pool: pool, handlers: nil)
            try await withServer(native: native, lambda: lambda) { port, _ in try await body(port) }
        }
    }

    private func request(_ method: String, _ path: String, origin: String?) -> String {
        let origin = origin.map { "Origin: \($0)\r\n" } ?? ""
        return "\(method) \(path) HTTP/1.1\r\nHost: h\r\n\(origin)"
            + "Access-Control-Request-Method: POST\r\nContent-Type: application/json\r\n"
            + "Content-Length: 0\r\n\r\n"
    }

    @Test(
        arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"],
        [
            "/v1/handlers", "/v1/handlers/spike/replay?x=1", "/v1/%68andlers", "/v1/handlers/",
            "http://h/v1/handlers",
        ])
    func `what defines handlers is not for pages`(method: String, path: String) async throws {
        try await withAll { port in
            for origin in ["http://example.com", "http://localhost:8000", "null"] {
                let answers = try await RawClient.exchange(
                    port, request(method, path, origin: origin))
                let answer = try #require(answers.first)
                #expect(answer.status == 403)
                #expect(answer.headers["content-type"] == "application/problem+json")
                #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control") })
                if method != "HEAD" {
                    #expect(answer.text.contains(#""type":"urn:quipu:problem:cross-origin""#))
                }
            }
            let own = try await RawClient.exchange(port, request("GET", path, origin: nil))
            #expect(own.first?.status != 403)
        }
    }

    @Test(arguments: ["GET", "POST", "PUT", "OPTIONS"])
    func `nor are Lambda's calls`(method: String) async throws {
        try await withAll { port in
            for path in ["/2015-03-31/event-source-mappings/", "/2015-03-31/event-source-mappings"]
            {
                let answers = try await RawClient.exchange(
                    port, request(method, path, origin: "http://example.com"))
                let answer = try #require(answers.first)
                #expect(answer.status == 403)
                #expect(answer.headers["x-amzn-errortype"] == "AccessDeniedException")
                #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control") })
            }
        }
    }

    @Test func `the other calls stay open to pages`() async throws {
        try await withAll { port in
            for path in ["/v1/tables", "/health/live", "/v1/handlersome"] {
                let answers = try await RawClient.exchange(
                    port, request("GET", path, origin: "http://example.com"))
                #expect(answers.first?.headers["access-control-allow-origin"] == "*")
            }
        }
    }
}
