import Synchronization

/// So many of something, for whoever asks first: bytes that may be held, processes that may run.
final class Permits: Sendable {
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

    init(_ total: Int) {
        state = Mutex(State(left: total))
    }

    /// Whether nothing is left.
    var isScarce: Bool { state.withLock { $0.left <= 0 } }

    /// Takes `count` of them, whether they are there or not.
    func take(_ count: Int) {
        state.withLock { $0.left -= count }
    }

    /// Takes `count` of them if they are there and nobody waits.
    func takeIfFree(_ count: Int) -> Bool {
        state.withLock { state in
            guard state.waiters.isEmpty, state.left >= count else { return false }
            state.left -= count
            return true
        }
    }

    /// Waits for `count` of them, behind those who came before; for none, until something is left.
    ///
    /// Answers `false`, without any, when the task is cancelled.
    func wait(for count: Int) async -> Bool {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.waiters.isEmpty, state.left >= max(count, 1) {
                        state.left -= count
                        return true
                    }
                    state.waiters.append(
                        Waiter(number: number, count: count, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let index = state.waiters.firstIndex { $0.number == number }
                return index.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
            // Those behind it may want less.
            giveBack(0)
        }
    }

    func giveBack(_ count: Int) {
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
