import API
import Engine
import NativeAPI
import TestSupport
import Testing

@Suite("Access to the native API's calls") struct AccessTests {
    /// The API as a client reaches it that has these permissions and no others.
    private func harness(
        _ api: NativeHarness, granting permissions: Set<Permission>, through pool: ReaderPool
    ) -> NativeHarness {
        let dispatcher = NativeDispatcher(
            store: api.store, pool: pool, access: Access(granting: permissions),
            handlers: FakeMonitor())
        return NativeHarness(store: api.store, dispatcher: dispatcher, clock: api.clock)
    }

    /// Sends a request without body for every call to a server that grants some permissions.
    private func forEachCall(
        granting permissions: (Permission) -> Set<Permission>,
        _ check: (OperationTraits, Answer) -> Void
    ) async throws {
        try await withNativeAPI { api in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            #expect(NativeDispatcher.routes.count >= 25)
            for (route, traits) in NativeDispatcher.routes {
                let guarded = harness(
                    api, granting: permissions(traits.permission), through: pool)
                let path = route.path.replacing(#/\{\w+\}/#, with: "missing")
                check(traits, await guarded.send(route.method, path))
            }
        }
    }

    @Test func `without its permission a call is denied, whatever its parameters are`()
        async throws
    {
        try await forEachCall(granting: { Set(Permission.allCases).subtracting([$0]) }) {
            traits, answer in
            #expect(
                answer.problem == Problem(status: 403, type: "access-denied", field: nil),
                "\(traits.name)")
            #expect(answer.detail == "The client may not call \(traits.name).")
        }
    }

    /// A request for every call that changes the store, each of which finds what it needs when those
    /// before it were carried out.
    private static let changes: [(name: String, query: String, body: String)] = [
        (
            "PutTable", "",
            #"""
            {"key": {"partition": {"name": "pk", "type": "string"},
            "sort": {"name": "sk", "type": "string"}}, "stream": {"view": "changes"},
            "timeToLive": {"attribute": "ttl"}, "series": {"counters": ["c"],
            "granularities": [{"name": "day", "prefix": "d#", "format": "yyyyMMdd"}]}}
            """#
        ),
        ("RecordIncrement", "", #"{"key":{"pk":"a","sk":"b"},"add":{"c":1}}"#),
        (
            "RecordIncrements", "",
            #"{"source":"s","sequence":1,"updates":[{"key":{"pk":"a","sk":"b"},"add":{"c":1}}]}"#
        ),
        (
            "RecordEvents", "",
            #"""
            {"source":"e","sequence":1,
            "events":[{"at":"2026-11-22T20:41:07Z","series":["s"],"add":{"c":1}}]}
            """#
        ),
        ("DeleteItems", "?pk=a&sk=b", ""), ("DeleteSeries", "?series=s", ""),
        (
            "RegisterHandler", "", #"{"name":"clicks","table":"clicks","executable":"spike.py"}"#
        ),
        ("PauseHandler", "", ""), ("ResumeHandler", "", ""),
        ("ReplayHandler", "", #"{"from":"trim-horizon"}"#), ("DeleteHandler", "", ""),
        ("DeleteTable", "", ""),
    ]

    /// Sends it for the table, or the handler, `clicks`.
    private static func send(
        _ change: (name: String, query: String, body: String), to api: NativeHarness
    ) async throws {
        let route = try #require(
            NativeDispatcher.routes.first { $0.traits.name == change.name }
        ).route
        let path = route.path.replacing(#/\{\w+\}/#, with: "clicks")
        _ = await api.send(route.method, path + change.query, body: Array(change.body.utf8))
    }

    @Test func `what a denied call asks for is not done`() async throws {
        try await withNativeAPI { api in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let all = Set(Permission.allCases)
            for change in Self.changes {
                let permission = try #require(
                    NativeDispatcher.routes.first { $0.traits.name == change.name }
                ).traits.permission
                let denying = harness(api, granting: all.subtracting([permission]), through: pool)
                let granting = harness(api, granting: [permission], through: pool)
                let denied = try await api.store.commandCount(
                    of: { try await Self.send(change, to: denying) }, through: pool)
                #expect(denied == 0, "\(change.name)")
                let granted = try await api.store.commandCount(
                    of: { try await Self.send(change, to: granting) }, through: pool)
                #expect(granted > 0, "\(change.name) changes nothing, so this says nothing of it")
            }
        }
    }

    @Test func `a check is not begun for a client that may not operate the server`() async throws {
        try await withNativeAPI { api in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let denying = harness(api, granting: [.describe], through: pool)
            #expect(await denying.send("POST", "/v1/check").status == 403)
            #expect(await api.get("/v1/check").body == #"{"state":"none"}"#)
        }
    }

    @Test func `every call that changes something is tried`() {
        let changing = NativeDispatcher.routes.map(\.traits).filter {
            [.writeItems, .changeTables, .changeHandlers].contains($0.permission)
        }
        #expect(Set(changing.map(\.name)) == Set(Self.changes.map(\.name)))
    }

    @Test func `with its permission alone a call is carried out`() async throws {
        try await forEachCall(granting: { [$0] }) { traits, answer in
            #expect(answer.status != 403, "\(traits.name)")
        }
    }
}
