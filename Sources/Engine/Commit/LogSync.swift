import Dispatch
import Log
import Platform
import Synchronization

/// Syncs the log on a thread of its own, while the writer applies what is being synced: a group takes as
/// long as the slower of the two.
final class LogSync: Sendable {
    private struct State {
        var failure: LogError?
        var isClosed = false
    }

    private let log: any CommandLog
    private let state = Mutex(State())
    private let started = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(_ log: any CommandLog) {
        self.log = log
        WorkerThread.start("quipu.sync") { [self] in
            while true {
                started.wait()
                if state.withLock({ $0.isClosed }) { return }
                do throws(LogError) {
                    try log.sync()
                } catch {
                    state.withLock { $0.failure = error }
                }
                ended.signal()
            }
        }
    }

    /// Begins to sync what the log has; `wait` must follow.
    func start() {
        started.signal()
    }

    /// Waits for what `start` began; answers why it failed, which is why every later one would too.
    func wait() -> LogError? {
        ended.wait()
        return state.withLock { $0.failure }
    }

    /// Ends the thread; nothing may be under way.
    func close() {
        state.withLock { $0.isClosed = true }
        started.signal()
    }
}
