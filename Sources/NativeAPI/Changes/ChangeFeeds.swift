import Engine
import Model
import Synchronization

/// All open feeds of changes: bounded in number, and woken when there is something new.
///
/// The store calls `heed` for every committed group, on the writer's thread. The work there does
/// not depend on the number of feeds: they are woken on the reader pool.
final class ChangeFeeds: Sendable {
    /// The feeds of one stream.
    private struct Followers {
        var count = 0
        /// How often there was news; a page that was read before the last time may lack records.
        var news = 0
        /// Feeds that have read everything and wait for more.
        var waiting: [ObjectIdentifier: ChangeFeed] = [:]
    }

    private struct State {
        var feeds = 0
        /// Events that have not left for their readers.
        var bytesInFlight = 0
        var followers: [StreamID: Followers] = [:]
    }

    let store: Store
    let queue: FeedQueue
    let rendered = RenderedPages()
    private let pool: ReaderPool
    private let state = Mutex(State())
    private let watch = Mutex<Watch?>(nil)

    private let bytesInFlightMax: Int

    init(store: Store, pool: ReaderPool, bytesInFlightMax: Int) {
        self.store = store
        self.pool = pool
        queue = FeedQueue(pool: pool)
        self.bytesInFlightMax = bytesInFlightMax
        let watch = store.watch { [weak self] news in self?.heed(news) }
        self.watch.withLock { $0 = watch }
    }

    // MARK: Coming and going

    /// Admits one more feed of `stream`; `false` when there are as many as there may be.
    func admit(to stream: StreamID) -> Bool {
        state.withLock { state in
            guard state.feeds < NativeLimits.changeReadersMax else { return false }
            state.feeds += 1
            state.followers[stream, default: Followers()].count += 1
            return true
        }
    }

    /// Takes back what `admit` gave.
    func dismiss(_ feed: ChangeFeed, from stream: StreamID) {
        let isLast = state.withLock { state in
            state.feeds -= 1
            state.followers[stream]?.waiting[ObjectIdentifier(feed)] = nil
            state.followers[stream]?.count -= 1
            if state.followers[stream]?.count == 0 { state.followers[stream] = nil }
            return state.feeds == 0
        }
        if isLast { rendered.removeAll() }
    }

    /// How many follow a stream right now.
    var count: Int { state.withLock { $0.feeds } }

    // MARK: Memory

    /// Whether so much waits for its readers that no more may be read.
    var isCrowded: Bool { state.withLock { $0.bytesInFlight >= bytesInFlightMax } }

    /// Notes that so many bytes more wait, or less.
    func note(bytesInFlight bytes: Int) {
        state.withLock { $0.bytesInFlight += bytes }
    }

    // MARK: News

    /// How often there was news of a stream, to be compared with later.
    func news(of stream: StreamID) -> Int {
        state.withLock { $0.followers[stream]?.news ?? 0 }
    }

    /// Has `feed` woken by the next news; `false` when there was some since `news` was asked for.
    func wait(_ feed: ChangeFeed, for stream: StreamID, since news: Int) -> Bool {
        state.withLock { state in
            guard state.followers[stream]?.news == news else { return false }
            state.followers[stream]?.waiting[ObjectIdentifier(feed)] = feed
            return true
        }
    }

    func forget(_ feed: ChangeFeed, in stream: StreamID) {
        state.withLock { $0.followers[stream]?.waiting[ObjectIdentifier(feed)] = nil }
    }

    /// Called on the writer's thread.
    private func heed(_ news: Store.News) {
        let woken = state.withLock { state -> [[ObjectIdentifier: ChangeFeed]] in
            if state.feeds == 0 { return [] }
            // A stream is closed by a change of the catalog.
            let streams = news.catalogChanged ? Array(state.followers.keys) : news.streams
            return streams.compactMap { stream in
                guard var followers = state.followers[stream] else { return nil }
                let waiting = followers.waiting
                followers.news += 1
                followers.waiting = [:]
                state.followers[stream] = followers
                return waiting.isEmpty ? nil : waiting
            }
        }
        if woken.isEmpty { return }
        // Refused when too much waits: then each of them notices with its next tick.
        _ = pool.run {
            for feeds in woken { for feed in feeds.values { feed.wake() } }
        }
    }
}
