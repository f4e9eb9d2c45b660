package import Model

/// Where a feed of changes stands: whether its reader has asked for more, and what that waits for.
///
/// Pure: it reads nothing, delivers nothing and takes no lock. `ChangeFeed` holds it behind its lock,
/// and does what its transitions return.
///
/// - Asker: a reader's request for the next part.
package struct FeedMachine<Asker> {
    package enum Phase {
        /// The reader has what there was and has not asked for more.
        case resting
        /// A page is to be read.
        case reading(Asker)
        /// There was nothing to read when the news had been counted so far: -1 where it has to be
        /// looked again, as no count is that.
        case waiting(Asker, since: Int)
        case closed
    }

    /// What follows a request for the next part.
    package enum Request: Equatable, Sendable {
        /// It is answered; `nil` is the end.
        case answered([UInt8]?)
        case read
    }

    /// What follows a second.
    package enum Tick {
        case nothing
        /// A heart-beat is sent; the reader stands at `position`.
        case beat(Asker, position: SequenceNumber?)
        /// The feed waits; the count of news when it last read.
        case waits(since: Int)
    }

    /// What follows a page.
    package enum Step {
        /// A part is handed on; `nil` is the end.
        case deliver(Asker, [UInt8]?)
        /// A heart-beat is sent; the reader stands at `position`.
        case beat(Asker, position: SequenceNumber?)
        case readOn
        case wait
        /// The reader has left.
        case nothing
    }

    package private(set) var phase = Phase.resting
    /// What the reader gets before anything else.
    private var opening: [UInt8]?
    /// Where the reader stands; `nil` before the first page of all that is kept.
    package private(set) var position: SequenceNumber?
    /// Seconds since something was sent.
    private var quietSeconds = 0
    /// Whether the stream has ended.
    private var isOver = false
    /// Of the part that the reader was given and has not taken yet.
    private var bytesInFlight = 0

    package init(opening: [UInt8]?, position: SequenceNumber?) {
        self.opening = opening
        self.position = position
    }

    package var isClosed: Bool { if case .closed = phase { true } else { false } }

    /// Whether a page is to be read.
    package var isReading: Bool { if case .reading = phase { true } else { false } }

    /// What the reader has taken when it asks for more, or leaves; to be called once then.
    package mutating func takeBytesInFlight() -> Int {
        defer { bytesInFlight = 0 }
        return bytesInFlight
    }

    /// The reader asks for the next part.
    package mutating func requested(by asker: Asker) -> Request {
        if let opening {
            self.opening = nil
            return .answered(opening)
        }
        if isOver || isClosed { return .answered(nil) }
        phase = .reading(asker)
        return .read
    }

    /// A second has passed.
    package mutating func tick() -> Tick {
        quietSeconds += 1
        guard case .waiting(let asker, let since) = phase else { return .nothing }
        guard isBeatDue else { return .waits(since: since) }
        rest()
        return .beat(asker, position: position)
    }

    /// The reader leaves; answers whether it was there.
    package mutating func close() -> Bool {
        if isClosed { return false }
        phase = .closed
        return true
    }

    /// There is news; answers whether it is to be read.
    package mutating func wake() -> Bool {
        guard case .waiting(let asker, _) = phase else { return false }
        phase = .reading(asker)
        return true
    }

    /// There is no room to read now: the next tick tries again.
    package mutating func postpone() {
        // No count of news equals it, so the next tick reads.
        if case .reading(let asker) = phase { phase = .waiting(asker, since: -1) }
    }

    /// A page was read.
    ///
    /// - Parameter news: the count of news before that.
    package mutating func read(_ page: FeedPage, since news: Int) -> Step {
        guard case .reading(let asker) = phase else { return .nothing }
        position = page.position ?? position
        isOver = page.isOver
        if !page.events.isEmpty || page.isOver {
            rest()
            bytesInFlight = page.events.count
            return .deliver(asker, page.events.isEmpty ? nil : page.events)
        }
        if page.isAtEnd {
            phase = .waiting(asker, since: news)
            return .wait
        }
        guard isBeatDue else { return .readOn }
        rest()
        return .beat(asker, position: position)
    }

    private var isBeatDue: Bool { quietSeconds >= NativeLimits.heartBeatSeconds }

    /// Something is sent.
    private mutating func rest() {
        phase = .resting
        quietSeconds = 0
    }
}

extension FeedMachine.Phase: Equatable where Asker: Equatable {}
extension FeedMachine.Tick: Equatable where Asker: Equatable {}
extension FeedMachine.Step: Equatable where Asker: Equatable {}
extension FeedMachine: Equatable where Asker: Equatable {}

extension FeedMachine.Phase: Sendable where Asker: Sendable {}
extension FeedMachine.Tick: Sendable where Asker: Sendable {}
extension FeedMachine.Step: Sendable where Asker: Sendable {}
extension FeedMachine: Sendable where Asker: Sendable {}
