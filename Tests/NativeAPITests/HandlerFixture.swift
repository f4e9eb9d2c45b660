import Engine
import HandlerModel
import Model
import NativeAPI
import Synchronization
import TestSupport
import Testing
import Values

/// What runs handlers in these tests: nothing, but it answers as it is told.
final class FakeMonitor: HandlerMonitor {
    private struct State {
        var problem: HandlerProblem?
        var status: HandlerStatus?
        var asked: [HandlerDefinition] = []
    }

    private let state = Mutex(State())

    /// What every definition suffers from.
    func complain(_ problem: HandlerProblem?) {
        state.withLock { $0.problem = problem }
    }

    func report(_ status: HandlerStatus) {
        state.withLock { $0.status = status }
    }

    /// The definitions that it was asked about.
    var asked: [HandlerDefinition] { state.withLock { $0.asked } }

    func problem(with definition: HandlerDefinition) -> HandlerProblem? {
        state.withLock { state in
            state.asked.append(definition)
            return state.problem
        }
    }

    func status(of handler: HandlerID) -> HandlerStatus? { state.withLock { $0.status } }
}

/// Runs `body` over a server with handlers, whose table `clicks` has a stream of two shards.
func withHandlers(
    _ monitor: FakeMonitor? = FakeMonitor(), _ body: (NativeHarness) async throws -> Void
) async throws {
    try await withNativeAPI { api in
        let pool = ReaderPool(threads: 1)
        defer { pool.close() }
        let made = Mutex(0)
        let dispatcher = NativeDispatcher(store: api.store, pool: pool, handlers: monitor) {
            "id-\(made.withLock { count in count += 1; return count })"
        }
        let api = NativeHarness(store: api.store, dispatcher: dispatcher, clock: api.clock)
        let answer = await api.put(
            #"""
            {"key": {"partition": {"name": "pk", "type": "string"},
                     "sort": {"name": "sk", "type": "string"}},
             "stream": {"view": "new-and-old-images", "shards": 2}}
            """#)
        #expect(answer.status == 201, "\(answer)")
        try await body(api)
    }
}

extension NativeHarness {
    /// Registers a handler.
    @discardableResult
    func register(whole definition: String) async -> Answer {
        await send("POST", "/v1/handlers", body: Array(definition.utf8))
    }

    /// Registers a handler of `clicks` whose definition has `members` besides what it must have.
    @discardableResult
    func register(name: String = "spike", _ members: String...) async -> Answer {
        let all =
            [#""name":"\#(name)""#, #""table":"clicks""#, #""executable":"spike.py""#] + members
        return await register(whole: "{\(all.joined(separator: ","))}")
    }

    func handler(_ name: Text = "spike") throws -> Handler {
        guard let handler = store.handler(named: name) else { throw MissingHandler() }
        return handler
    }
}

struct MissingHandler: Error {}
