import API
import Engine
import LambdaAPI
import Model
import Synchronization
import TestSupport
import Testing
import Values

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

    @Test func `what a denied call asks for is not done`() async throws {
        try await withLambda { api, monitor in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let stream = try await api.makeStream()
            func harness(_ permissions: Set<Permission>) -> LambdaHarness {
                let dispatcher = LambdaDispatcher(
                    store: api.store, settings: api.settings, pool: pool,
                    access: Access(granting: permissions), handlers: monitor
                ) { Self.mapping }
                return LambdaHarness(
                    store: api.store, dispatcher: dispatcher, settings: api.settings,
                    clock: api.clock)
            }
            let denying = harness(Set(Permission.allCases).subtracting([.changeHandlers]))
            let granting = harness([.changeHandlers])
            let changes: [@Sendable (LambdaHarness) async -> Answer] = [
                { await $0.create(of: stream) },
                { await $0.send("PUT", "/\(Self.mapping)", #"{"BatchSize":3}"#) },
                { await $0.send("DELETE", "/\(Self.mapping)") },
            ]
            for change in changes {
                let denied = try await api.store.commandCount(
                    of: { _ = await change(denying) }, through: pool)
                #expect(denied == 0)
                let granted = try await api.store.commandCount(
                    of: { #expect(await change(granting).status == 202) }, through: pool)
                #expect(granted > 0)
            }
        }
    }

    private static let mapping = "00000001-0000-4000-8000-000000000000"

    @Test(arguments: [true, false])
    func `a function runs for a client that may invoke it, and for no other`(
        isGranted: Bool
    ) async throws {
        try await withStore { store in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let runner = CountingRunner()
            let all = Set(Permission.allCases)
            let dispatcher = LambdaDispatcher(
                store: store, settings: APISettings(), pool: pool,
                access: Access(
                    granting: isGranted ? [.invokeHandlers] : all.subtracting([.invokeHandlers])),
                handlers: nil, runner: runner)
            let path = LambdaDispatcher.functionsPath + "/spike/invocations"
            let answer = await withCheckedContinuation { continuation in
                dispatcher.handle(
                    Request(method: "POST", path: path[...]), lane: ImmediateLane.shared
                ) { continuation.resume(returning: Answer(response: $0)) }
            }
            #expect(answer.status == (isGranted ? 200 : 403))
            // What a denied call has left on the pool would have run by then.
            await withCheckedContinuation { continuation in
                if !pool.run({ continuation.resume() }) { continuation.resume() }
            }
            #expect(runner.runs == (isGranted ? 1 : 0))
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

/// Runs functions by counting how often it was asked to.
private final class CountingRunner: FunctionRunner {
    private let count = Mutex(0)

    var runs: Int { count.withLock { $0 } }

    func executables() -> [Text] { ["spike"] }

    func run(
        _ definition: HandlerDefinition, _ event: [UInt8],
        finish: @escaping @Sendable (FunctionOutcome) -> Void
    ) {
        count.withLock { $0 += 1 }
        finish(.answer(event))
    }
}
