import HandlerModel
import Model
import Synchronization

/// How one handler fares, counted over all its partitions and definitions since the server was started.
final class HandlerCounters: Sendable {
    private let counts = Mutex(HandlerStatus())

    var status: HandlerStatus { counts.withLock { $0 } }

    func began(at time: Timestamp, isRetry: Bool) {
        counts.withLock { counts in
            counts.invocations += 1
            if isRetry { counts.retries += 1 }
            counts.lastInvokedAt = time
        }
    }

    func handled(_ records: Int) {
        counts.withLock { counts in
            counts.delivered += records
            counts.lastResult = HandlerStatus.succeeded
        }
    }

    func failed(_ message: String) {
        counts.withLock { counts in
            counts.errors += 1
            counts.lastResult = HandlerStatus.failed
            counts.lastError = message
        }
    }

    /// Something is in the way that is no failed invocation: a program that does not start, a
    /// destination that takes nothing.
    func held(_ message: String) {
        counts.withLock { counts in
            counts.lastResult = HandlerStatus.failed
            counts.lastError = message
        }
    }

    /// An invocation that never began.
    func notBegun(isRetry: Bool) {
        counts.withLock { counts in
            counts.invocations -= 1
            if isRetry { counts.retries -= 1 }
        }
    }

    func filtered(_ records: Int) {
        counts.withLock { $0.filtered += records }
    }

    func dropped(_ records: Int) {
        counts.withLock { $0.dropped += records }
    }
}
