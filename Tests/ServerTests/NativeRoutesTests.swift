import Engine
import HTTP
import NativeAPI
import Server
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("Routes to the native API") struct NativeRoutesTests {
    private func request(_ target: String, method: String = "GET", headers: String = "") -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: h\r\n\(headers)\r\n"
    }

    /// Runs `body` against a server with both APIs over a store with one item.
    private func withBoth(_ body: (Int) async throws -> Void) async throws {
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        try await withStore { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a/b", "x y", ["c": 1]), in: table)
            let native = NativeDispatcher(store: store, pool: pool)
            try await withServer(native: native) { port, _ in try await body(port) }
        }
    }

    @Test func `what lies below v1 comes with path and query, and goes back with its type`()
        async throws
    {
        try await withBoth { port in
            let target = "/v1/tables/clicks/items?pk=a%2Fb&sk=x+y"
            for prefix in ["", "http://localhost:8000"] {
                let answers = try await RawClient.exchange(port, request(prefix + target))
                let answer = try #require(answers.first)
                #expect(answer.status == 200)
                #expect(answer.text == #"{"item":{"c":1,"pk":"a/b","sk":"x y"}}"#)
                #expect(answer.headers["content-type"] == "application/json")
            }
        }
    }

    @Test func `a page read by another thread is answered in its turn`() async throws {
        try await withBoth { port in
            let page = request("/v1/tables/clicks/items?pk=a%2Fb")
            let answers = try await RawClient.exchange(port, page + post("{}", target: "T") + page)
            let items = #"{"items":[{"c":1,"pk":"a/b","sk":"x y"}]}"#
            #expect(answers.map(\.text) == [items, "T\n{}", items])
        }
    }

    @Test func `a problem says so in its type, and a wrong method what is allowed`() async throws {
        try await withBoth { port in
            let missing = try await RawClient.exchange(port, request("/v1/nothing")).first
            #expect(missing?.status == 404)
            #expect(missing?.headers["content-type"] == "application/problem+json")
            let wrong = try await RawClient.exchange(
                port, request("/v1/tables", method: "DELETE")
            ).first
            #expect(wrong?.status == 405)
            #expect(wrong?.headers["allow"] == "GET, HEAD")
        }
    }

    @Test func `beside v1 nothing has changed`() async throws {
        try await withBoth { port in
            for target in ["/v1", "/v10/tables", "/V1/tables", "/v"] {
                let answer = try await RawClient.exchange(port, request(target)).first
                #expect(answer?.status == 404)
                #expect(answer?.text == "<UnknownOperationException/>\n")
            }
        }
    }
}
