import Synchronization

/// A counting semaphore for tasks, of which each may take several permits: bytes that may be held,
/// processes that may run.
///
/// First come, first served. Threads that cannot wait use `Budget`.
package final class WeightedSemaphore: Sendable {
    private struct Waiter {
        let number: Int
        let count: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var left: Int
        var waiters: [Waiter] = []
        var nextNumber = 0
    }

    private let state: Mutex<State>

    package init(_ total: Int) {
        state = Mutex(State(left: total))
    }

    /// Permits that are left; negative when more were taken than there were.
    package var left: Int { state.withLock { $0.left } }

    /// Takes `count` permits, whether they are there or not.
    package func takeAnyway(_ count: Int) {
        state.withLock { $0.left -= count }
    }

    /// Takes `count` permits if they are there and no task waits.
    package func tryAcquire(_ count: Int) -> Bool {
        state.withLock { state in
            guard state.waiters.isEmpty, state.left >= count else { return false }
            state.left -= count
            return true
        }
    }

    /// Waits for `count` permits, behind the tasks that came before; for 0, until one is left.
    ///
    /// Returns `false`, without any, when the task is cancelled.
    package func acquire(_ count: Int) async -> Bool {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.waiters.isEmpty, state.left >= max(count, 1) {
                        state.left -= count
                        return true
                    }
                    state.waiters.append(
                        Waiter(number: number, count: count, continuation: continuation))
                    return nil
                }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let index = state.waiters.firstIndex { $0.number == number }
                return index.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
            // Those behind it may want less.
            release(0)
        }
    }

    /// Gives permits back and resumes tasks that wait for them.
    package func release(_ count: Int) {
        let served = state.withLock { state in
            state.left += count
            var served: [Waiter] = []
            while let first = state.waiters.first, state.left >= max(first.count, 1) {
                state.left -= first.count
                served.append(state.waiters.removeFirst())
            }
            return served
        }
        for waiter in served { waiter.continuation.resume(returning: true) }
    }
}
