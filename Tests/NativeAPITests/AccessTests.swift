import API
import Engine
import NativeAPI
import Testing

@Suite("Access to the native API's calls") struct AccessTests {
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
                let dispatcher = NativeDispatcher(
                    store: api.store, pool: pool,
                    access: Access(granting: permissions(traits.permission)))
                let guarded = NativeHarness(
                    store: api.store, dispatcher: dispatcher, clock: api.clock)
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

    @Test func `with its permission alone a call is carried out`() async throws {
        try await forEachCall(granting: { [$0] }) { traits, answer in
            #expect(answer.status != 403, "\(traits.name)")
        }
    }
}
