import Dispatch
import Synchronization

/// Named threads for work that may wait for a disk or takes long, so that no event loop and no task
/// waits with it.
///
/// Work begins in the order in which it came. Bounded: past a number that waits, work is not taken.
package final class ThreadPool: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var next = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let waitingMax: Int
    private let semaphore = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - name: what the system shows of a thread, up to its number.
    ///   - waitingMax: how much may wait for a thread.
    package init(_ name: String, threads: Int, waitingMax: Int) {
        self.waitingMax = waitingMax
        for number in 0..<max(threads, 1) {
            WorkerThread.start("\(name)\(number)") { [self] in
                work()
            }
        }
    }

    /// Runs `body` on a thread of the pool; answers `false`, without running it, when too much waits.
    package func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        let isAccepted = state.withLock { state in
            guard !state.isClosed, state.waiting.count - state.next < waitingMax else {
                return false
            }
            state.waiting.append(body)
            return true
        }
        if isAccepted { semaphore.signal() }
        return isAccepted
    }

    /// Ends the threads once what waits has run.
    package func close() {
        state.withLock { $0.isClosed = true }
        semaphore.signal()
    }

    private func work() {
        while true {
            semaphore.wait()
            let (body, isDone) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
                guard state.next < state.waiting.count else { return (nil, state.isClosed) }
                let body = state.waiting[state.next]
                state.next += 1
                if state.next == state.waiting.count {
                    state.waiting.removeAll(keepingCapacity: true)
                    state.next = 0
                } else if state.next >= PlatformLimits.startedJobsMax {
                    // A queue that never empties must not hold on to all that ever ran.
                    state.waiting.removeFirst(state.next)
                    state.next = 0
                }
                return (body, false)
            }
            if isDone {
                // The next thread ends the same way.
                semaphore.signal()
                return
            }
            body?()
        }
    }
}
