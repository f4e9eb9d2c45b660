import API
import DynamoDBAPI
import Engine
import Testing

@Suite("Access to DynamoDB's operations") struct AccessTests {
    /// Sends an empty request for every operation to a server that grants some permissions.
    private func forEachOperation(
        granting permissions: (Permission) -> Set<Permission>,
        _ check: (OperationTraits, Answer) -> Void
    ) async throws {
        try await withAPI { api in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            #expect(Dispatcher.targets.count >= 36)
            for target in Dispatcher.targets.sorted() {
                let traits = try #require(Dispatcher.traits(ofTarget: target))
                let dispatcher = Dispatcher(
                    store: api.store, settings: APISettings(), pool: pool,
                    access: Access(granting: permissions(traits.permission)))
                let guarded = APIHarness(
                    store: api.store, dispatcher: dispatcher, clock: api.clock)
                check(traits, await guarded.send(target, Array("{}".utf8)))
            }
        }
    }

    @Test func `without its permission an operation is denied, whatever its parameters are`()
        async throws
    {
        try await forEachOperation(granting: { Set(Permission.allCases).subtracting([$0]) }) {
            traits, answer in
            guard traits.permission != .none else { return }
            #expect(answer.status == 400, "\(traits.name)")
            #expect(answer.error == "AccessDeniedException", "\(traits.name)")
            #expect(
                answer.message == "User is not authorized to perform: dynamodb:\(traits.name)")
        }
    }

    @Test func `with its permission alone an operation is carried out`() async throws {
        try await forEachOperation(granting: { [$0] }) { traits, answer in
            #expect(answer.error != "AccessDeniedException", "\(traits.name)")
        }
    }

    @Test func `what needs no permission is open to a client that has none`() async throws {
        var open: [String] = []
        try await forEachOperation(granting: { _ in [] }) { traits, answer in
            if answer.error != "AccessDeniedException" { open.append(traits.name) }
        }
        #expect(open == ["DescribeEndpoints"])
    }
}
