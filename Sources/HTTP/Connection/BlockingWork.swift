import NIOCore
import Platform

/// Work that may take too long for an event loop.
package enum BlockingWork {
    /// Runs `work` here, or on a thread of `BlockingPool` when it would keep this event loop too long.
    package static func run<Value: Sendable>(
        isLong: Bool, on lane: EventLoopLane, _ work: @escaping @Sendable () -> Value,
        then proceed: @escaping @Sendable (Value) -> Void
    ) {
        guard isLong else {
            proceed(work())
            return
        }
        BlockingPool.run {
            let value = work()
            lane.eventLoop.execute { proceed(value) }
        }
    }
}
