import Dispatch
import Model
import Platform
import Synchronization

/// Threads for reads that take long, so that no event loop waits for a page of results.
///
/// Bounded: past `EngineLimits.waitingReadsMax` a read is rejected as busy.
package final class ReaderPool: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var next = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    package init(threads: Int) {
        for number in 0..<max(threads, 1) {
            WorkerThread.start("quipu.read\(number)") { [self] in
                work()
            }
        }
    }

    /// Runs `body` on a thread of the pool; answers `false`, without running it, when too much waits.
    package func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        let isAccepted = state.withLock { state in
            guard !state.isClosed, state.waiting.count - state.next < EngineLimits.waitingReadsMax
            else {
                return false
            }
            state.waiting.append(body)
            return true
        }
        if isAccepted { bell.signal() }
        return isAccepted
    }

    /// Ends the threads once what waits has run.
    package func close() {
        state.withLock { $0.isClosed = true }
        bell.signal()
    }

    private func work() {
        while true {
            bell.wait()
            let (body, isDone) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
                guard state.next < state.waiting.count else { return (nil, state.isClosed) }
                let body = state.waiting[state.next]
                state.next += 1
                if state.next == state.waiting.count {
                    state.waiting.removeAll(keepingCapacity: true)
                    state.next = 0
                } else if state.next >= EngineLimits.startedReadsMax {
                    // A queue that never empties must not hold on to all that ever ran.
                    state.waiting.removeFirst(state.next)
                    state.next = 0
                }
                return (body, false)
            }
            if isDone {
                // The next thread ends the same way.
                bell.signal()
                return
            }
            body?()
        }
    }
}
