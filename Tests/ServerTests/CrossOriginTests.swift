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

@Suite("Cross-origin rules") struct CrossOriginTests {
    private static let page = "https://dashboard.example"

    /// Runs `body` against a server with everything, whatever handlers there would be.
    private func withAll(
        allowing origins: [String] = [page], _ body: (Int) async throws -> Void
    ) async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            let native = NativeDispatcher(store: store, pool: pool)
            let lambda = LambdaDispatcher(
                store: store, settings: APISettings(), pool: pool, handlers: nil)
            let metrics = Metrics(store: store, pool: pool, native: native)
            try await withServer(
                native: native, lambda: lambda, metrics: metrics, allowedOrigins: origins
            ) { port, _ in try await body(port) }
        }
    }

    private func request(
        _ method: String, _ path: String, origin: String?, host: String = "h", headers: String = ""
    ) -> String {
        let origin = origin.map { "Origin: \($0)\r\n" } ?? ""
        return "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n\(origin)\(headers)"
            + "Access-Control-Request-Method: POST\r\nContent-Type: application/json\r\n"
            + "Content-Length: 0\r\n\r\n"
    }

    private static let paths = [
        "/", "/health/live", "/health/ready", "/metrics", "/openapi.json", "/v1/tables",
        "/v1/tables/clicks", "/v1/tables/clicks/events", "/v1/tables/clicks/changes",
        "/v1/handlers", "/2015-03-31/event-source-mappings/", "/nothing",
    ]

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"], paths)
    func `a page of another origin gets nothing from any path`(
        method: String, path: String
    ) async throws {
        try await withAll { port in
            for origin in [
                "http://example.com", "null", "http://localhost:3000", "http://h:8000",
                "https://dashboard.example.evil.com", "https://dashboard.example:8443",
                "http://dashboard.example", "https://sub.dashboard.example", "",
                "dashboard.example",
                "https://dashboard.example/x", "https://u@dashboard.example",
            ] {
                let answers = try await RawClient.exchange(
                    port, request(method, path, origin: origin), endsWithHEAD: method == "HEAD")
                let answer = try #require(answers.first)
                #expect(answer.status == 403, "\(origin)")
                #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control") })
                #expect(answer.headers["vary"] == "Origin")
                #expect(answer.headers["connection"] == nil)
            }
        }
    }

    @Test func `the refusal speaks the words of the API`() async throws {
        try await withAll { port in
            let wire = try await RawClient.exchange(
                port, request("POST", "/", origin: "http://example.com"))
            #expect(wire.first?.text.contains("#AccessDeniedException") == true)
            #expect(wire.first?.text.contains("--allowed-origins") == true)
            let problem = try await RawClient.exchange(
                port, request("DELETE", "/v1/tables/t", origin: "http://example.com"))
            #expect(problem.first?.text.contains("urn:quipu:problem:cross-origin") == true)
            #expect(problem.first?.text.contains("--allowed-origins") == true)
        }
    }

    @Test(arguments: ["cross-site", "same-site", "Cross-Site"])
    func `links, forms and images of other pages get nothing either`(site: String) async throws {
        try await withAll { port in
            for path in Self.paths {
                for method in ["GET", "POST"] {
                    let answers = try await RawClient.exchange(
                        port,
                        request(method, path, origin: nil, headers: "Sec-Fetch-Site: \(site)\r\n"))
                    #expect(answers.map(\.status) == [403], "\(method) \(path)")
                }
            }
        }
    }

    @Test(arguments: [nil, "none", "same-origin"])
    func `whoever is no page of another origin goes on`(site: String?) async throws {
        try await withAll { port in
            let headers = site.map { "Sec-Fetch-Site: \($0)\r\n" } ?? ""
            for path in ["/", "/v1/tables", "/v1/handlers", "/metrics"] {
                let answers = try await RawClient.exchange(
                    port, request("GET", path, origin: nil, headers: headers))
                #expect(answers.first?.status != 403)
            }
        }
    }

    @Test(arguments: [
        ("h", "http://h"), ("h:80", "http://h"), ("h:8000", "http://h:8000"),
        ("localhost:8000", "http://LOCALHOST:8000"), ("127.0.0.1:1", "http://127.0.0.1:1"),
        ("[::1]:8000", "http://[::1]:8000"), ("h", "https://h"),
    ])
    func `a page of the server itself may use it, without a word about origins`(
        host: String, origin: String
    ) async throws {
        try await withAll { port in
            let answers = try await RawClient.exchange(
                port, request("GET", "/v1/tables", origin: origin, host: host))
            #expect(answers.first?.status == 200)
            #expect(
                answers.first?.headers.keys.contains { $0.hasPrefix("access-control") } == false)
            // Not even that one defines handlers.
            let handlers = try await RawClient.exchange(
                port, request("GET", "/v1/handlers", origin: origin, host: host))
            #expect(handlers.first?.status == 403)
        }
    }

    @Test(arguments: [
        ([page], page), ([page], "HTTPS://Dashboard.example:443"),
        (["http://other", page], page), (["*"], "http://anything.example"), (["*"], "null"),
    ])
    func `a page that is allowed reads its answers, errors among them`(
        allowed: [String], origin: String
    ) async throws {
        try await withAll(allowing: allowed) { port in
            for (method, path) in [
                ("GET", "/v1/tables"), ("GET", "/"), ("DELETE", "/v1/tables/none"),
                ("GET", "/metrics"), ("GET", "/openapi.json"), ("POST", "/"), ("GET", "/nothing"),
            ] {
                let answers = try await RawClient.exchange(
                    port, request(method, path, origin: origin), endsWithHEAD: method == "HEAD")
                let answer = try #require(answers.first)
                #expect(answer.status != 403)
                let named = allowed == ["*"] ? "*" : origin
                #expect(answer.headers["access-control-allow-origin"] == named)
                #expect(answer.headers["access-control-expose-headers"] != nil)
                #expect(answer.headers["vary"]?.hasSuffix("Origin") == true)
                #expect(answer.headers["access-control-max-age"] == nil)
                #expect(answer.headers["access-control-allow-methods"] == nil)
            }
        }
    }

    @Test func `its preflight gets back the method and the headers it asked for`() async throws {
        try await withAll { port in
            for path in ["/", "/v1/tables/clicks/events", "/metrics"] {
                let answers = try await RawClient.exchange(
                    port,
                    "OPTIONS \(path) HTTP/1.1\r\nHost: h\r\nOrigin: \(Self.page)\r\n"
                        + "Access-Control-Request-Method: dog\r\n"
                        + "Access-Control-Request-Headers: cat, meerkat, mouse\r\n\r\n")
                let answer = try #require(answers.first)
                #expect(answer.status == 200)
                #expect(answer.body == [])
                #expect(answer.headers["access-control-allow-origin"] == Self.page)
                #expect(answer.headers["access-control-allow-methods"] == "dog")
                #expect(answer.headers["access-control-allow-headers"] == "cat, meerkat, mouse")
                #expect(answer.headers["access-control-max-age"] == "172800")
                #expect(answer.headers["vary"] == "Origin")
            }
        }
    }

    @Test(
        arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"],
        [
            "/v1/handlers", "/v1/handlers/spike/replay?x=1", "/v1/%68andlers", "/v1/handlers/",
            "http://h/v1/handlers",
        ])
    func `what defines handlers is not for pages, allowed or not`(
        method: String, path: String
    ) async throws {
        try await withAll(allowing: ["*"]) { port in
            for origin in ["http://example.com", "http://localhost:8000", "null"] {
                let answers = try await RawClient.exchange(
                    port, request(method, path, origin: origin), endsWithHEAD: method == "HEAD")
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

    @Test func `a page that is allowed may send batches as beacons, which are text`() async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            _ = try await store.makeTable()
            let native = NativeDispatcher(store: store, pool: pool)
            try await withServer(native: native, allowedOrigins: [Self.page]) { port, _ in
                func status(
                    _ call: String, _ body: String, origin: String? = Self.page,
                    headers: String = ""
                ) async throws -> Int? {
                    let origin = origin.map { "Origin: \($0)\r\n" } ?? ""
                    return try await RawClient.exchange(
                        port,
                        "POST /v1/tables/clicks/\(call) HTTP/1.1\r\nHost: h\r\n\(origin)"
                            + "Content-Type: text/plain;charset=UTF-8\r\nSec-Fetch-Site: cross-site\r\n"
                            + "\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                    ).first?.status
                }
                let update = #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#
                let batch = #"{"source":"s","sequence":1,"updates":[\#(update)]}"#
                let mark = "Quipu-Source: s\r\nQuipu-Sequence: 2\r\n"
                let lines = "\(update)\n\(update)\n"
                let statuses = [
                    try await status("increments", batch),
                    try await status("increments", lines, headers: mark),
                    // No series are defined, but the body was read for what it is.
                    try await status("events", #"{"source":"s","events":[]}"#),
                    try await status("increment", update),
                    try await status("increments", batch, origin: "http://other"),
                    try await status("increments", batch, origin: nil),
                ]
                #expect(statuses == [200, 200, 400, 415, 403, 403])
            }
            try await withServer(native: native) { port, _ in
                let answers = try await RawClient.exchange(
                    port,
                    "POST /v1/tables/clicks/increments HTTP/1.1\r\nHost: h\r\n"
                        + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}")
                #expect(answers.map(\.status) == [415])
            }
        }
    }

    @Test(arguments: ["GET", "POST", "PUT", "OPTIONS"])
    func `nor are Lambda's calls`(method: String) async throws {
        try await withAll(allowing: ["http://example.com"]) { port in
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

    @Test(arguments: [
        "dashboard.example", "https://dashboard.example/", "https://", "null", "https://a b",
        "https://h:x", "",
    ])
    func `what is no origin cannot be allowed`(text: String) {
        do throws(SettingsError) {
            _ = try WebAccess(host: "127.0.0.1", allowedOrigins: [text], allowedHosts: [])
            Issue.record("\(text) was taken for an origin")
        } catch {
            #expect(error.description.contains("\"\(text)\""))
        }
    }
}
