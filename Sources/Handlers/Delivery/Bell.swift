import Synchronization

/// Wakes the one task that waits for it.
///
/// A ring that nobody waits for is remembered, once: who looks at the state after a wait never
/// misses what changed before the ring.
final class Bell: Sendable {
    private struct State {
        var hasRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Returns at once, whoever waits.
    func ring() {
        state.withLock { state in
            guard let waiter = state.waiter else {
                state.hasRung = true
                return nil as CheckedContinuation<Void, Never>?
            }
            state.waiter = nil
            return waiter
        }?.resume()
    }

    /// Waits for the next ring; returns without one when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.hasRung || Task.isCancelled {
                        state.hasRung = false
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

    /// Waits for the next ring until `moment`; for ever when there is none.
    func wait(until moment: Duration?, on clock: any HandlerClock) async {
        guard let moment else { return await wait() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            group.addTask { await clock.sleep(until: moment) }
            await group.next()
            group.cancelAll()
        }
    }
}
