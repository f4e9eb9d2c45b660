import Commands
import Dispatch
import Model
import Synchronization

/// What the writer does in one turn.
struct WriterTurn {
    var writes: [Pending] = []
    /// Called by the writer after the memtable that holds all earlier commits has been sealed.
    var seals: [@Sendable () -> Void] = []
}

/// Where writes wait until the writer takes all of them at once.
///
/// Bounded in number and bytes; past either bound an offer is refused, and memory stays bounded.
final class Inbox: Sendable {
    enum Answer {
        case accepted, full, closed
    }

    private struct State {
        var turn = WriterTurn()
        var bytes = 0
        var isWriterAsleep = false
        var isRung = false
        var isClosed = false

        /// Marks the writer awake; answers whether it was asleep and has to be woken.
        mutating func wake() -> Bool {
            defer { isWriterAsleep = false }
            return isWriterAsleep
        }
    }

    private let state = Mutex(State())
    private let semaphore = DispatchSemaphore(value: 0)
    private let countMax: Int
    private let bytesMax: Int

    init(countMax: Int = Limits.pendingWritesMax, bytesMax: Int = Limits.pendingBytesMax) {
        self.countMax = countMax
        self.bytesMax = bytesMax
    }

    func offer(_ pending: Pending) -> Answer {
        let (answer, wakes) = state.withLock { state -> (Answer, Bool) in
            if state.isClosed { return (.closed, false) }
            let bytes = state.bytes + pending.memory
            // One that is larger than the bound by itself still goes when nothing else waits.
            let isRoomLeft = state.turn.writes.count < countMax && bytes <= bytesMax
            guard isRoomLeft || state.turn.writes.isEmpty else { return (.full, false) }
            state.turn.writes.append(pending)
            state.bytes = bytes
            return (.accepted, state.wake())
        }
        if wakes { semaphore.signal() }
        return answer
    }

    /// Lets the writer run one turn even when nothing waits.
    func ring() {
        let wakes = state.withLock { state in
            state.isRung = true
            return state.wake()
        }
        if wakes { semaphore.signal() }
    }

    /// Asks for a seal after everything that waits; `false` when the inbox is closed.
    func requestSeal(_ done: @escaping @Sendable () -> Void) -> Bool {
        let (isOpen, wakes) = state.withLock { state -> (Bool, Bool) in
            if state.isClosed { return (false, false) }
            state.turn.seals.append(done)
            state.isRung = true
            return (true, state.wake())
        }
        if wakes { semaphore.signal() }
        return isOpen
    }

    /// Takes everything that waits, sleeping until there is something; `nil` once the inbox is
    /// closed and empty.
    ///
    /// Only the writer calls this.
    func takeAll() -> WriterTurn? {
        while true {
            let (turn, isDone) = state.withLock { state -> (WriterTurn?, Bool) in
                if state.turn.writes.isEmpty, !state.isRung {
                    if state.isClosed { return (nil, true) }
                    state.isWriterAsleep = true
                    return (nil, false)
                }
                let turn = state.turn
                state.turn = WriterTurn()
                state.turn.writes.reserveCapacity(turn.writes.count)
                state.bytes = 0
                state.isRung = false
                return (turn, false)
            }
            if turn != nil || isDone { return turn }
            semaphore.wait()
        }
    }

    /// Refuses further offers; what was accepted is still handed to the writer.
    func close() {
        let wakes = state.withLock { state in
            state.isClosed = true
            return state.wake()
        }
        if wakes { semaphore.signal() }
    }
}
