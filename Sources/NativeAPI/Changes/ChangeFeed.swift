import API
import Commands
import Engine
import Model
import Synchronization

/// One reader's way along a stream: pages of changes as server-sent events, one at a time.
///
/// A page is read on a thread of the reader pool once the connection requests it and the feed's
/// turn has come. Where there is nothing new the feed waits for the store's news, and sends a
/// heart-beat when that takes long. It ends with its stream, and with the store.
final class ChangeFeed: BodyStream {
    /// A connection's request for the next part.
    private struct Asker {
        let lane: any CompletionLane
        let deliver: @Sendable ([UInt8]?) -> Void
    }

    private let feeds: ChangeFeeds
    private let stream: StreamID
    private let table: TableID
    private let filter: PartitionPrefix?
    private let machine: Mutex<FeedMachine<Asker>>

    /// - Parameter position: what the reader knows already; `nil` for nothing of what is kept.
    init(
        _ stream: StreamID, of table: TableID, after position: SequenceNumber?,
        filter: PartitionPrefix?,
        in feeds: ChangeFeeds
    ) throws(NativeError) {
        guard feeds.admit(to: stream) else {
            throw .unavailable(
                "\(NativeLimits.changeReadersMax) readers follow changes already.")
        }
        self.feeds = feeds
        self.stream = stream
        self.table = table
        self.filter = filter
        // It carries the position: a client that is cut off before the first change resumes here,
        // not where the stream stands when it connects again.
        let opening = position.map { ChangeEvents.heartBeat(at: $0, of: table) }
        machine = Mutex(FeedMachine(opening: opening, position: position))
    }

    // MARK: Asked on the lane

    func next(
        on lane: any CompletionLane, _ deliver: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        let asker = Asker(lane: lane, deliver: deliver)
        let taken = machine.withLock { $0.takeBytesInFlight() }
        if taken > 0 { feeds.note(bytesInFlight: -taken) }
        switch machine.withLock({ $0.requested(by: asker) }) {
        case .answered(let part): deliver(part)
        case .read: startReading()
        }
    }

    var isCrowded: Bool { feeds.isCrowded }

    func tick() {
        switch machine.withLock({ $0.tick() }) {
        case .nothing: break
        case .beat(let asker, let position): asker.deliver(beat(at: position))
        case .waits(let since):
            // News that could not be passed on, because too much waited for the pool.
            if feeds.news(of: stream) != since { wake() }
        }
    }

    func close() {
        let (wasOpen, taken) = machine.withLock { ($0.close(), $0.takeBytesInFlight()) }
        if taken > 0 { feeds.note(bytesInFlight: -taken) }
        if wasOpen { feeds.dismiss(self, from: stream) }
    }

    private func beat(at position: SequenceNumber?) -> [UInt8] {
        ChangeEvents.heartBeat(at: position, of: table)
    }

    // MARK: On the reader pool

    /// Called when there is news.
    func wake() {
        if machine.withLock({ $0.wake() }) { startReading() }
    }

    private func startReading() {
        feeds.queue.add(self)
    }

    /// Lets the next tick try again.
    func waitForRoom() {
        machine.withLock { $0.postpone() }
    }

    /// Reads a page and hands it on, which is when the turn ends.
    func read(in turn: FeedQueue.Turn) {
        if feeds.isCrowded {
            waitForRoom()
            return
        }
        let (isReading, position) = machine.withLock { ($0.isReading, $0.position) }
        if !isReading { return }
        let news = feeds.news(of: stream)
        let page = page(after: position)
        let step = machine.withLock { machine in
            let step = machine.read(page, since: news)
            // Before the reader can have taken it.
            if case .deliver(_, let part?) = step { feeds.note(bytesInFlight: part.count) }
            return step
        }
        switch step {
        case .deliver(let asker, let part): hand(part, to: asker, in: turn)
        case .beat(let asker, let position): hand(beat(at: position), to: asker, in: turn)
        case .readOn: startReading()
        case .wait:
            if !feeds.wait(self, for: stream, since: news) { wake() }
            // It may have been closed before it was entered.
            if machine.withLock({ $0.isClosed }) { feeds.forget(self, in: stream) }
        case .nothing: break
        }
    }

    private func hand(_ part: [UInt8]?, to asker: Asker, in turn: FeedQueue.Turn) {
        asker.lane.run { withExtendedLifetime(turn) { asker.deliver(part) } }
    }

    private func page(after position: SequenceNumber?) -> FeedPage {
        let read: Reading?
        do throws(StoreError) {
            read = try feeds.store.read { (snapshot) throws(StoreError) -> Reading? in
                guard let stream = try snapshot.stream(self.stream) else { return nil }
                let place = RenderedPages.Place(
                    stream: stream, position: position, filter: filter)
                if let page = feeds.rendered[place] { return .rendered(page) }
                let changes = try snapshot.changes(
                    of: stream.id, after: position ?? stream.horizon,
                    limit: NativeLimits.changesPerPageMax, bytesMax: NativeLimits.changePageBytes)
                return .changes(changes, place)
            }
        } catch .stopped {
            read = nil
        } catch {
            return FeedPage(events: ChangeEvents.failure(NativeError(error)), isOver: true)
        }
        switch read {
        case .rendered(let page): return page
        case .changes(let changes, let place):
            let page = FeedPage(changes, at: place)
            if changes.last != nil { feeds.rendered.keep(page, for: place) }
            return page
        case nil: return FeedPage(isOver: true)
        }
    }

    private enum Reading {
        case rendered(FeedPage)
        case changes(ChangePage, RenderedPages.Place)
    }
}
