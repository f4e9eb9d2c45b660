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

    private enum Phase {
        /// The reader has what there was and has not asked for more.
        case resting
        case reading(Asker)
        /// Nothing was new when there had been so much news.
        case waiting(Asker, since: Int)
        case closed
    }

    private struct State {
        var phase = Phase.resting
        var opening: [UInt8]?
        /// Where the reader stands; `nil` before the first page of all that is kept.
        var position: SequenceNumber?
        /// Seconds since something was sent.
        var quietSeconds = 0
        var isOver = false
        /// Of the part that the reader was given and has not taken yet.
        var bytesInFlight = 0

        /// What the reader has taken when it asks for more, or leaves.
        mutating func takeBytesInFlight() -> Int {
            defer { bytesInFlight = 0 }
            return bytesInFlight
        }

        /// A heart-beat when it is time for one.
        mutating func heartBeat(of table: TableID) -> [UInt8]? {
            guard quietSeconds >= NativeLimits.heartBeatSeconds else { return nil }
            quietSeconds = 0
            return ChangeEvents.heartBeat(at: position, of: table)
        }
    }

    private let feeds: ChangeFeeds
    private let stream: StreamID
    private let table: TableID
    private let filter: PartitionPrefix?
    private let state: Mutex<State>

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
        state = Mutex(State(opening: opening, position: position))
    }

    // MARK: Asked on the lane

    func next(
        on lane: any CompletionLane, _ deliver: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        let asker = Asker(lane: lane, deliver: deliver)
        let taken = state.withLock { $0.takeBytesInFlight() }
        if taken > 0 { feeds.note(bytesInFlight: -taken) }
        let (isAnswered, part) = state.withLock { state -> (Bool, [UInt8]?) in
            if let opening = state.opening {
                state.opening = nil
                return (true, opening)
            }
            if state.isOver { return (true, nil) }
            if case .closed = state.phase { return (true, nil) }
            state.phase = .reading(asker)
            return (false, nil)
        }
        if isAnswered { deliver(part) } else { startReading() }
    }

    var isCrowded: Bool { feeds.isCrowded }

    func tick() {
        let (asker, since) = state.withLock { state -> (asker: (Asker, [UInt8])?, since: Int?) in
            state.quietSeconds += 1
            guard case .waiting(let asker, let since) = state.phase else { return (nil, nil) }
            guard let beat = state.heartBeat(of: table) else { return (nil, since) }
            state.phase = .resting
            return ((asker, beat), nil)
        }
        if let (asker, beat) = asker { asker.deliver(beat) }
        // News that could not be passed on, because too much waited for the pool.
        if let since, feeds.news(of: stream) != since { wake() }
    }

    func close() {
        let (wasOpen, taken) = state.withLock { state in
            if case .closed = state.phase { return (false, 0) }
            state.phase = .closed
            return (true, state.takeBytesInFlight())
        }
        if taken > 0 { feeds.note(bytesInFlight: -taken) }
        if wasOpen { feeds.dismiss(self, from: stream) }
    }

    // MARK: On the reader pool

    /// Called when there is news.
    func wake() {
        let isWaiting = state.withLock { state in
            guard case .waiting(let asker, _) = state.phase else { return false }
            state.phase = .reading(asker)
            return true
        }
        if isWaiting { startReading() }
    }

    private func startReading() {
        feeds.queue.add(self)
    }

    /// Lets the next tick try again.
    func waitForRoom() {
        state.withLock { state in
            // No news has this number.
            if case .reading(let asker) = state.phase { state.phase = .waiting(asker, since: -1) }
        }
    }

    private enum Step {
        case deliver(Asker, [UInt8]?)
        case readOn
        case wait
        case nothing
    }

    /// Reads a page and hands it on, which is when the turn ends.
    func read(in turn: FeedQueue.Turn) {
        if feeds.isCrowded {
            waitForRoom()
            return
        }
        let (isReading, position) = state.withLock { state in
            if case .reading = state.phase { (true, state.position) } else { (false, nil) }
        }
        if !isReading { return }
        let news = feeds.news(of: stream)
        let page = page(after: position)
        let step = state.withLock { state -> Step in
            guard case .reading(let asker) = state.phase else { return .nothing }
            state.position = page.position ?? state.position
            state.isOver = page.isOver
            if !page.events.isEmpty || page.isOver {
                state.phase = .resting
                state.quietSeconds = 0
                state.bytesInFlight = page.events.count
                feeds.note(bytesInFlight: page.events.count)
                return .deliver(asker, page.events.isEmpty ? nil : page.events)
            }
            if page.isAtEnd {
                state.phase = .waiting(asker, since: news)
                return .wait
            }
            guard let beat = state.heartBeat(of: table) else { return .readOn }
            state.phase = .resting
            return .deliver(asker, beat)
        }
        switch step {
        case .deliver(let asker, let part):
            asker.lane.run { withExtendedLifetime(turn) { asker.deliver(part) } }
        case .readOn: startReading()
        case .wait:
            if !feeds.wait(self, for: stream, since: news) { wake() }
            // It may have been closed before it was entered.
            let isClosed = state.withLock { if case .closed = $0.phase { true } else { false } }
            if isClosed { feeds.forget(self, in: stream) }
        case .nothing: break
        }
    }

    struct Page {
        var events: [UInt8] = []
        var position: SequenceNumber?
        var isAtEnd = true
        var isOver = false
    }

    private func page(after position: SequenceNumber?) -> Page {
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
            return Page(events: ChangeEvents.failure(NativeError(error)), isOver: true)
        }
        switch read {
        case .rendered(let page): return page
        case .changes(let changes, let place):
            let page = Page(changes, at: place)
            if changes.last != nil { feeds.rendered.keep(page, for: place) }
            return page
        case nil: return Page(isOver: true)
        }
    }

    private enum Reading {
        case rendered(Page)
        case changes(ChangePage, RenderedPages.Place)
    }
}

extension ChangeFeed.Page {
    fileprivate init(_ changes: ChangePage, at place: RenderedPages.Place) {
        let stream = place.stream
        var events = ChangeEvents(of: stream)
        // A client that reads from the beginning of what is kept has missed nothing.
        if changes.trimmed, place.position != nil { events.writeTrimmed() }
        for record in changes.records where place.filter?.matches(record.key) ?? true {
            events.write(record)
        }
        position = changes.last ?? max(place.position ?? .zero, stream.horizon)
        isAtEnd = changes.isAtEnd
        if changes.isAtEnd, let closing = stream.closing {
            events.write(closing)
            isOver = true
        }
        self.events = events.bytes
    }
}
