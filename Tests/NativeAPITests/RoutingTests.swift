import API
import Engine
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Routing") struct RoutingTests {
    @Test func `an unknown path is not found`() async throws {
        try await withNativeAPI { api in
            for target in [
                "", "/", "/v1", "/v1/", "/v1/table", "/v1/tables/", "/v1/tables/clicks/",
                "/v1/tables/clicks/item", "/v1/tables/clicks/items/x", "/v2/tables",
                "v1/tables", "//v1/tables", "/v1//tables", "/v1/../v1/tables",
            ] {
                let answer = await api.get(target)
                #expect(answer.status == 404, "\(target)")
                #expect(
                    answer.problem
                        == Problem(status: 404, type: "path-not-found", field: "path"))
                #expect(answer.response.contentType == .problem)
            }
        }
    }

    @Test func `a known path with another method names the methods it takes`() async throws {
        try await withNativeAPI { api in
            for method in ["PATCH", "OPTIONS", "get", ""] {
                for (path, allowed) in [
                    ("", "GET, HEAD"), ("/clicks", "GET, HEAD, PUT, DELETE"),
                    ("/clicks/items?pk=a", "GET, HEAD, DELETE"), ("/clicks/increment", "POST"),
                    ("/clicks/increments", "POST"), ("/clicks/events", "POST"),
                ] {
                    let answer = await api.send(method, "/v1/tables\(path)")
                    #expect(answer.status == 405)
                    #expect(answer.response.headers.map(\.name) == ["Allow"])
                    #expect(answer.response.headers.map(\.value) == [allowed])
                    #expect(answer.problem?.type == "method-not-allowed")
                }
            }
        }
    }

    @Test func `HEAD is answered like GET`() async throws {
        try await withNativeAPI { api in
            #expect(await api.send("HEAD", "/v1/tables").body == #"{"tables":[]}"#)
        }
    }

    @Test func `a read takes no body`() async throws {
        try await withNativeAPI { api in
            for (method, target) in [
                ("GET", "/v1/tables"), ("GET", "/v1/tables/clicks"),
                ("DELETE", "/v1/tables/clicks"),
            ] {
                let answer = await api.send(method, target, body: Array("{}".utf8))
                #expect(answer.problem == .invalid("body"))
            }
        }
    }

    @Test func `a table that does not exist is named`() async throws {
        try await withNativeAPI { api in
            let path = "/v1/tables/no%2Fsuch"
            for (method, target) in [
                ("GET", path), ("GET", "\(path)/items?pk=a"), ("DELETE", path),
                ("POST", "\(path)/increment"), ("POST", "\(path)/increments"),
                ("POST", "\(path)/events"),
            ] {
                let answer = await api.send(method, target)
                #expect(
                    answer.problem
                        == Problem(status: 404, type: "table-not-found", field: "table"))
                #expect(answer.detail == "There is no table called no/such.")
            }
        }
    }

    @Test func `a page that no reader thread can take is refused as busy`() async throws {
        try await withNativeAPI { api in
            let table = try await api.store.makeTable()
            let text = Text(String(repeating: "x", count: 40_000))
            try await api.store.put(Sample.item("a", "b", ["t": .string(text)]), in: table)
            let pool = ReaderPool(threads: 1)
            pool.close()
            let closed = NativeHarness(
                store: api.store, dispatcher: NativeDispatcher(store: api.store, pool: pool),
                clock: api.clock)
            let answer = await closed.get("/v1/tables/clicks/items?pk=a")
            #expect(answer.problem == Problem(status: 503, type: "unavailable"))
            #expect(answer.response.headers.map(\.name) == ["Retry-After"])
            // A short one needs no reader thread.
            let short = await closed.get("/v1/tables/clicks/items?pk=c")
            #expect(short.body == #"{"items":[]}"#)
        }
    }
}
