import Dispatch
import Synchronization

/// Work that waits for something on a thread of its own, while the test goes on.
package final class Background: Sendable {
    private struct State {
        var result: Result<Void, any Error>?
        var waiter: CheckedContinuation<Void, any Error>?
    }

    private let state = Mutex(State())

    package init(_ body: @escaping @Sendable () throws -> Void) {
        DispatchQueue(label: "quipu.test").async { [self] in
            let result = Result { try body() }
            let waiter = state.withLock { state in
                state.result = result
                return state.waiter
            }
            waiter?.resume(with: result)
        }
    }

    /// Waits for the work's end; throws what it threw.
    package func finish() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let result = state.withLock { state in
                if state.result == nil { state.waiter = continuation }
                return state.result
            }
            if let result { continuation.resume(with: result) }
        }
    }
}
