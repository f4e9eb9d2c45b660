import API
import Engine
import LambdaAPI
import TestSupport
import Testing

@Suite("Access to Lambda's calls") struct AccessTests {
    /// Sends a request without body for every call to a server that grants some permissions.
    private func forEachCall(
        granting permissions: (Permission) -> Set<Permission>,
        _ check: (OperationTraits, Answer) -> Void
    ) async throws {
        try await withStore { store in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            #expect(LambdaDispatcher.routes.count >= 9)
            for (route, traits) in LambdaDispatcher.routes {
                let dispatcher = LambdaDispatcher(
                    store: store, settings: APISettings(), pool: pool,
                    access: Access(granting: permissions(traits.permission)), handlers: nil)
                let path = route.path.replacing(#/\{\w+\}/#, with: "missing")
                let answer = await withCheckedContinuation { continuation in
                    dispatcher.handle(
                        Request(method: route.method, path: path[...]),
                        lane: ImmediateLane.shared
                    ) { continuation.resume(returning: Answer(response: $0)) }
                }
                check(traits, answer)
            }
        }
    }

    @Test func `without its permission a call is denied, whatever its parameters are`()
        async throws
    {
        try await forEachCall(granting: { Set(Permission.allCases).subtracting([$0]) }) {
            traits, answer in
            #expect(answer.status == 403, "\(traits.name)")
            #expect(answer.errorType == "AccessDeniedException", "\(traits.name)")
            #expect(answer.message == "User is not authorized to perform: lambda:\(traits.name)")
        }
    }

    @Test func `with its permission alone a call is carried out`() async throws {
        try await forEachCall(granting: { [$0] }) { traits, answer in
            #expect(answer.status != 403, "\(traits.name)")
        }
    }

    @Test func `a path that has a call for other methods says which`() async throws {
        try await withLambda { api, _ in
            let mapping = await api.send("HEAD", "/missing")
            #expect(mapping.status == 405)
            #expect(mapping.response.headers.contains { $0 == ("Allow", "GET, PUT, DELETE") })
            #expect(await api.send("GET", "/missing/part").status == 404)
        }
    }
}
