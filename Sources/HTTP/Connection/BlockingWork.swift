import NIOCore
import Platform

/// Work that may take too long for an event loop.
package enum BlockingWork {
    /// Runs `work` here, or on a thread of `BlockingPool` when it would keep this event loop too long.
    ///
    /// - Parameters:
    ///   - giveUp: called at once, instead of `work`, when too much waits for a thread: all other
    ///     connections of this event loop would wait for what is run here.
    ///   - start: what runs long work elsewhere, and answers `false` when too much waits there.
    package static func run<Value: Sendable>(
        isLong: Bool, on lane: EventLoopLane, _ work: @escaping @Sendable () -> Value,
        then proceed: @escaping @Sendable (Value) -> Void, orElse giveUp: () -> Void,
        start: (@escaping @Sendable () -> Void) -> Bool = BlockingPool.tryRun
    ) {
        guard isLong else {
            proceed(work())
            return
        }
        let isTaken = start {
            let value = work()
            lane.eventLoop.execute { proceed(value) }
        }
        if !isTaken { giveUp() }
    }
}
