import NIOCore
import NIOPosix

/// Work that may take too long for an event loop.
package enum BlockingWork {
    /// Runs `work` here, or on another thread when it would keep this event loop too long.
    package static func run<Value: Sendable>(
        isLong: Bool, on lane: EventLoopLane, _ work: @escaping @Sendable () -> Value,
        then proceed: @escaping @Sendable (Value) -> Void
    ) {
        guard isLong else {
            proceed(work())
            return
        }
        NIOSingletons.posixBlockingThreadPool.submit { _ in
            // Also when the pool is shutting down: the caller waits for an answer.
            let value = work()
            lane.eventLoop.execute { proceed(value) }
        }
    }
}
