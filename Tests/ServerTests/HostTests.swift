import HTTP
import Server
import Testing
import TransportSupport

/// RFC 9112, 3.2: which host a request is for, and that it is said.
@Suite("Hosts of requests") struct HostTests {
    private func statuses(_ request: String) async throws -> [Int] {
        try await withServer { port, _ in
            try await RawClient.exchange(port, request).map(\.status)
        }
    }

    @Test(arguments: [
        "", "Host: h\r\nHost: h\r\n", "Host: h\r\nhost: other\r\n", "Host:\r\n", "Host:  \r\n",
        "Host: a b\r\n", "Host: h/x\r\n", "Host: u@h\r\n", "Host: h:x\r\n", "Host: h:80:80\r\n",
        "Host: <script>\r\n", "Host: h, h\r\n", "Host: [::1\r\n", "Host: []\r\n", "Host: :80\r\n",
        "Host: h:65536\r\n", "Host: %zz\r\n", "Host: http://h\r\n", "Host: h\u{E9}\r\n",
        "Host: ::1\r\n", "Host: h?x\r\n", "Host: h#x\r\n", "Host: [::1]x\r\n",
    ])
    func `without one valid Host a request is malformed, at every path`(fields: String) async throws
    {
        for line in ["GET /", "POST /v1/tables/t/events", "GET /health/live", "GET http://h/"] {
            #expect(try await statuses("\(line) HTTP/1.1\r\n\(fields)\r\n") == [400], "\(line)")
        }
    }

    @Test(arguments: [
        "h", "H", "h:1", "h:", "localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000",
        "127.9.8.7", "[::1]", "[::1]:8000", "[0:0:0:0:0:0:0:1]",
        "quipu.localhost", "a.b.LOCALHOST:8000", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]:8000",
    ])
    func `its own names are taken with any port`(host: String) async throws {
        #expect(try await statuses("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") == [200])
    }

    @Test(arguments: [
        "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example",
        "10.0.0.1", "0.0.0.0", "[::2]", "127.0.0.1.", "xlocalhost",
        "[::ffff:10.0.0.1]", "localhost.example",
    ])
    func `another name is somebody else's, who may have given it our address`(
        host: String
    ) async throws {
        try await withServer { port, _ in
            for (line, type) in [
                ("GET /", "application/x-amz-json-1.0"), ("POST /", "application/x-amz-json-1.0"),
                ("GET /v1/tables", "application/problem+json"),
                ("GET /openapi.json", "application/problem+json"),
                ("GET http://localhost/../v1/tables", "application/problem+json"),
            ] {
                let target = line.replacing("localhost", with: host)
                let answers = try await RawClient.exchange(
                    port, "\(target) HTTP/1.1\r\nHost: \(host)\r\nContent-Length: 0\r\n\r\n")
                #expect(answers.map(\.status) == [421], "\(line)")
                #expect(answers.first?.headers["content-type"] == type)
                #expect(answers.first?.text.contains("--allowed-hosts") == true)
            }
        }
    }

    @Test func `where nobody says what it is called, no name runs programs but its own`()
        async throws
    {
        let handlers = [
            "/v1/handlers", "/v1/handlers/x", "/v1/h%61ndlers",
            "/2015-03-31/event-source-mappings/", "/2015-03-31/functions/x/invocations",
        ]
        let access = try WebAccess(host: "0.0.0.0")
        try await withServer(access: access) { port, _ in
            func statuses(_ host: String, _ paths: [String]) async throws -> [Int] {
                let requests = paths.map { "GET \($0) HTTP/1.1\r\nHost: \(host)\r\n\r\n" }
                return try await RawClient.exchange(port, requests.joined()).map(\.status)
            }
            for path in handlers {
                for host in ["evil.example", "quipu:8000"] {
                    // The second time the name is known already.
                    let known = try await statuses(host, ["/", "/", path])
                    #expect(known == [200, 200, 421], "\(path)")
                    #expect(try await statuses(host, [path]) == [421], "\(path)")
                }
                let absolute = "http://evil.example\(path)"
                #expect(try await statuses("127.0.0.1", [absolute]) == [421], "\(path)")
                for host in ["10.1.2.3:8000", "localhost", "[fe80::1]", "0.0.0.0"] {
                    #expect(try await statuses(host, ["/", path]) == [200, 404], "\(path)")
                }
            }
            let refused = try await RawClient.exchange(
                port, "GET /v1/handlers HTTP/1.1\r\nHost: evil.example\r\n\r\n")
            #expect(refused.first?.text.contains("--allowed-hosts lists") == true)
        }
        let listed = try WebAccess(host: "0.0.0.0", allowedHosts: ["quipu"])
        try await withServer(access: listed) { port, _ in
            let request = "GET /v1/handlers HTTP/1.1\r\nHost: quipu:8000\r\n\r\n"
            let answers = try await RawClient.exchange(port, request)
            #expect(answers.map(\.status) == [404])
        }
    }

    @Test func `the host in the target wins over Host`() async throws {
        try await withServer { port, _ in
            let answer = try await RawClient.exchange(
                port, "GET http://localhost:1234 HTTP/1.1\r\nHost: evil.example\r\n\r\n"
            ).first
            #expect(answer?.status == 200)
            #expect(answer?.text == "healthy: localhost:1234")
            let other = try await RawClient.exchange(
                port, "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(other.map(\.status) == [421])
        }
    }

    @Test func `a query may follow the host at once`() async throws {
        try await withServer { port, _ in
            let answers = try await RawClient.exchange(
                port, "GET http://h?a=/health/ready HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(answers.first?.text == "healthy: h")
        }
    }

    @Test func `old clients need no Host, but not two of them`() async throws {
        #expect(try await statuses("GET / HTTP/1.0\r\n\r\n") == [200])
        #expect(try await statuses("GET / HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n") == [400])
        #expect(try await statuses("GET / HTTP/1.0\r\nHost: a b\r\n\r\n") == [400])
        #expect(try await statuses("GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n") == [421])
    }

    @Test func `each request of a connection has to name its host`() async throws {
        let good = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        for bad in ["GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"] {
            #expect(try await statuses(good + good + bad + good) == [200, 200, 400])
        }
        #expect(
            try await statuses(good + "GET / HTTP/1.1\r\nHost: other\r\n\r\n" + good) == [200, 421])
    }

    @Test func `absurd chunks are refused before they come`() async throws {
        for size in ["7fffffffffffffff", "1000001"] {
            try await withServer { port, _ in
                let client = try await RawClient(port: port)
                client.send(
                    "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n\(size)\r\n")
                // Nothing more is sent, and the answer comes all the same.
                #expect(try await client.answers().map(\.status) == [413])
            }
        }
    }

    @Test func `an old client is not told to go on`() async throws {
        let request =
            "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2\r\n\r\n{}"
        #expect(try await statuses(request) == [200])
    }
}
