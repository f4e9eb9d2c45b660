package import NIOCore

/// The rules of one client's connection: which requests are carried out when, in which order the
/// responses leave, and when the connection is closed.
///
/// It performs nothing itself and asks nobody: what it must know comes in with events, what it wants
/// goes out as actions, so the same events make equal machines. `HTTPConnection` passes it an event,
/// performs the actions that `next` returns until it returns none, then calls `settle`. The usual
/// request takes one action.
///
/// Pipelined requests are carried out one after the other, or as if they were: ordered writes are
/// under way together (see `RequestTraits`). While no further one may begin the socket is read once
/// more at most, so a client that sends faster than it is served fills its own buffers, not ours; and
/// for one that waits for its response, reading need not be stopped and begun again.
package struct ConnectionMachine: Equatable {
    /// What the machine waits to be told before it goes on.
    enum Question: Equatable {
        /// Whether the request that has come under an unlisted name runs programs.
        case host
        /// Whether the request that waits may be carried out together with those under way.
        case joining
        /// Whether there is memory for these bytes of a body.
        case memory(ByteBuffer)
    }

    private let idleSeconds: Int
    let unlistedHost: ProtocolRejection

    var phase = ConnectionPhase.idle
    var reader: RequestReader
    /// The one that is being collected, or waits.
    var request: RequestHead?
    var body = ByteBuffer()
    var bodies = BodyShare()
    var hostCheck: HostCheck
    var question: Question?
    /// Whether the request that waits may not begin before the next event.
    var isHeldBack = false
    var discardedBytes = 0
    package internal(set) var exchanges = Exchanges()
    /// The response whose body is being streamed.
    var stream: StreamProgress?
    /// What is to be done before anything else; hardly ever anything.
    var pending: [ConnectionAction] = []

    /// Seconds, as the event loop counts them.
    var now: Int
    /// When the connection has been in its phase for too long.
    private(set) var deadline: Int
    /// Whether nothing more will come than what is here.
    var isInputClosed = false
    /// Whether the client reads its responses, as far as the socket shows.
    var isWritable = true
    /// Whether the server stops.
    var isDraining: Bool
    private var wantsRead = false
    /// Whether all that was asked has just been answered.
    var isNewlyDone = false

    /// - Parameters:
    ///   - hosts: the names that requests may ask.
    ///   - idleSeconds: how long a connection without a request is kept.
    ///   - now: seconds, as the event loop counts them.
    ///   - isDraining: whether the server stops.
    package init(
        _ conventions: HTTPConventions, hosts: HostPolicy, idleSeconds: Int, now: Int,
        isDraining: Bool = false
    ) {
        self.idleSeconds = idleSeconds
        unlistedHost = conventions.unlistedHost
        reader = RequestReader(conventions)
        self.now = now
        self.isDraining = isDraining
        deadline = now + idleSeconds
        hostCheck = HostCheck(hosts)
    }

    /// Whether a response is still to be written or to be read by the client.
    private var isBlocked: Bool { stream != nil || !isWritable }

    /// Whether the next part of a request may be taken.
    private var isReading: Bool {
        switch phase {
        case .idle, .collecting, .waiting, .discarding: !isBlocked
        case .refusing, .over, .closing, .closed: false
        }
    }

    /// Whether what has arrived must wait, so that nothing more is wanted.
    private var isHolding: Bool {
        guard reader.hasBytes else { return false }
        return switch phase {
        case .idle, .collecting, .discarding: isBlocked
        case .waiting, .over: true
        case .refusing, .closing, .closed: false
        }
    }

    // MARK: What to do

    /// The next thing to do; `nil` when there is nothing more until the next event.
    ///
    /// After `perform` and `sendKept` or `reject` come `keep` or `beginResponse`.
    package mutating func next() -> ConnectionAction? {
        while true {
            if let action = due { return action }
            guard isReading else { break }
            if phase == .waiting {
                guard let request, exchanges.isEmpty || mayAskToJoin else { break }
                let action = exchanges.isEmpty ? begin(request) : askToJoin(request)
                if let action { return action }
                continue
            }
            do throws(ReadingError) {
                guard let part = try reader.next() else { break }
                if let action = take(part) { return action }
            } catch {
                rejectUnreadable(error)
            }
        }
        if phase == .idle, reader.isAmidRequest { beginCollecting() }
        if isInputClosed { endInput() }
        return due
    }

    /// What is to be done before anything more is read.
    private var due: ConnectionAction? {
        mutating get {
            if !pending.isEmpty { return pending.removeFirst() }
            guard stream == nil, let first = exchanges.first else { return nil }
            if let rejected = first.rejected { return .reject(rejected) }
            return first.isKept ? .sendKept(number: exchanges.firstNumber) : nil
        }
    }

    /// To be called when there is nothing more to do.
    ///
    /// `mutating`, as asking a copy of the machine would cost more than the answer.
    ///
    /// - Returns: whether what was written is handed to the socket at once, or else at the end of the
    ///   loop's turn: the responses of a commit group come one by one, in one turn.
    package mutating func finishTurn() -> Bool {
        exchanges.isEmpty || stream != nil
    }

    /// To be called after `finishTurn`, when what was written is on its way.
    ///
    /// - Returns: whether the socket is to be read, because `mayRead` said no before; and whether no
    ///   request is under way.
    package mutating func settle() -> (reads: Bool, isAllAnswered: Bool) {
        startIdling()
        isHeldBack = false
        guard wantsRead, !isHolding, phase != .closed else { return (false, exchanges.isEmpty) }
        wantsRead = false
        return (true, exchanges.isEmpty)
    }

    /// Sets the time for the next request, or for the client to read its responses.
    private mutating func startIdling() {
        guard isNewlyDone else { return }
        isNewlyDone = false
        guard exchanges.isEmpty, phase == .idle || phase == .waiting, stream == nil else { return }
        setDeadline(isBlocked ? HTTPLimits.stalledWriteSecondsMax : idleSeconds)
    }

    /// The connection's phase may take so long; `nil` for as long as it takes.
    mutating func setDeadline(_ seconds: Int?) {
        deadline = seconds.map { now + $0 } ?? .max
    }

    // MARK: Events

    /// The connection is there.
    ///
    /// - Parameter isCounted: whether it is among as many as there may be.
    package mutating func open(isCounted: Bool) {
        if !isCounted {
            exchanges.reject(RejectedRequest(.tooManyConnections, nil))
        } else if isDraining {
            close()
        }
    }

    package mutating func receive(_ bytes: ByteBuffer) {
        switch phase {
        case .refusing: throwAway(bytes)
        case .closing, .closed: break
        case .idle, .collecting, .waiting, .discarding, .over: reader.receive(bytes)
        }
    }

    /// Whether the socket may be read now that it is asked for; else `settle` says when.
    package mutating func mayRead() -> Bool {
        guard isHolding else { return true }
        wantsRead = true
        return false
    }

    package mutating func writabilityChanged(to isWritable: Bool) {
        self.isWritable = isWritable
        if isWritable, phase == .idle, exchanges.isEmpty, stream == nil {
            setDeadline(idleSeconds)
        }
    }

    /// The client will not ask again, but may wait for what it has asked.
    package mutating func inputClosed() {
        isInputClosed = true
        // A client that closes its output during a stream is gone.
        if stream != nil { close() }
    }

    /// The connection is gone.
    package mutating func closed() {
        phase = .closed
        stream = nil
        question = nil
        exchanges.abandon()
        pending.removeAll()
    }
}
