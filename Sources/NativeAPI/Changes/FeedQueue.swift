import Engine
import Synchronization

/// Has the feeds read their pages in the order in which they asked for them, few at a time.
///
/// However many follow a stream, one write wakes all of them. Side by side they would take every thread
/// of the reader pool and fill the event loops with parts to send, and writes would wait behind them.
/// Here all others wait for `NativeLimits.changePagesAtOnceMax` pages at the most.
final class FeedQueue: Sendable {
    /// The right to read a page and to have it handed to the connection; it goes to the next feed when
    /// this object is let go.
    final class Turn: Sendable {
        private let queue: FeedQueue

        fileprivate init(_ queue: FeedQueue) {
            self.queue = queue
        }

        deinit {
            queue.endTurn()
        }
    }

    private struct State {
        var waiting: [ChangeFeed] = []
        /// Those of `waiting` before this place have had their turn.
        var next = 0
        var turns = 0

        mutating func takeNext() -> ChangeFeed? {
            guard next < waiting.count else { return nil }
            let feed = waiting[next]
            next += 1
            if next == waiting.count || next >= NativeLimits.servedFeedsMax {
                waiting.removeFirst(next)
                next = 0
            }
            return feed
        }

        mutating func takeAll() -> ArraySlice<ChangeFeed> {
            defer { (waiting, next) = ([], 0) }
            return waiting[next...]
        }
    }

    private let pool: ReaderPool
    private let state = Mutex(State())

    init(pool: ReaderPool) {
        self.pool = pool
    }

    /// Calls the feed's `read` when its turn comes, or `waitForRoom` when the pool takes nothing more.
    func add(_ feed: ChangeFeed) {
        let mayBegin = state.withLock { state in
            state.waiting.append(feed)
            guard state.turns < NativeLimits.changePagesAtOnceMax else { return false }
            state.turns += 1
            return true
        }
        if mayBegin { begin() }
    }

    private func endTurn() {
        let mayBegin = state.withLock { state in
            if state.next < state.waiting.count { return true }
            state.turns -= 1
            return false
        }
        if mayBegin { begin() }
    }

    /// Uses a turn that is counted already.
    private func begin() {
        if pool.run({ self.serveNext() }) { return }
        let refused = state.withLock { state in
            state.turns -= 1
            return state.takeAll()
        }
        for feed in refused { feed.waitForRoom() }
    }

    private func serveNext() {
        let feed = state.withLock { state in
            let feed = state.takeNext()
            if feed == nil { state.turns -= 1 }
            return feed
        }
        feed?.read(in: Turn(self))
    }
}
