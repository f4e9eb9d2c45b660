import Synchronization

/// A signal to one task: wakes the task that waits for it, or the one that waits next.
///
/// A signal for which no task waits is remembered, once, as by an event that resets itself. So a
/// task that waits and then looks at some state never misses a change of the state that was made
/// before a signal.
package final class AsyncSignal: Sendable {
    private struct State {
        var isSet = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Wakes the waiting task; returns at once.
    package func signal() {
        state.withLock { state in
            guard let waiter = state.waiter else {
                state.isSet = true
                return nil as CheckedContinuation<Void, Never>?
            }
            state.waiter = nil
            return waiter
        }?.resume()
    }

    /// Waits for the next signal; returns without one when the task is cancelled.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.isSet || Task.isCancelled {
                        state.isSet = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }?.resume()
        }
    }

    /// Waits for the next signal, at most as long as `sleep`, which must end when it is cancelled.
    package func wait(atMost sleep: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            group.addTask { await sleep() }
            await group.next()
            group.cancelAll()
        }
    }
}
