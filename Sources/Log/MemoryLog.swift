internal import Synchronization

/// A log in memory, for tests and for what needs no durability: it ends with the process.
///
/// Its groups count as durable once `sync` has returned, so that a store behaves as it does over
/// files.
package final class MemoryLog: CommandLog {
    private struct State {
        var firstPosition: UInt64
        var payloads: [[UInt8]] = []
        var syncedPosition: UInt64
        var failure: LogError?

        var nextPosition: UInt64 { firstPosition + UInt64(payloads.count) }
    }

    private let groupBytesMax: Int
    private let state: Mutex<State>

    /// - Parameter position: the first payload's.
    package init(from position: UInt64 = 1, groupBytesMax: Int = LogOptions().groupBytesMax) {
        self.groupBytesMax = groupBytesMax
        state = Mutex(State(firstPosition: position, syncedPosition: position))
    }

    /// Another log with the same entries, as a machine that took this one's over would have.
    package func copy() -> MemoryLog {
        let before = state.withLock { $0 }
        let copy = MemoryLog(from: before.firstPosition, groupBytesMax: groupBytesMax)
        copy.state.withLock { copied in
            copied = before
            copied.failure = nil
        }
        return copy
    }

    package var firstPosition: UInt64 { state.withLock { $0.firstPosition } }
    package var nextPosition: UInt64 { state.withLock { $0.nextPosition } }
    package var syncedPosition: UInt64 { state.withLock { $0.syncedPosition } }
    package var isDurable: Bool { true }
    package var failure: LogError? { state.withLock { $0.failure } }

    package var segments: [LogSegment] {
        state.withLock { state in
            [
                LogSegment(
                    name: "memory", firstPosition: state.firstPosition,
                    endPosition: state.nextPosition)
            ]
        }
    }

    @discardableResult
    package func append(_ payloads: [[UInt8]], syncs: Bool) throws(LogError) -> UInt64 {
        let bytes = LogGroup.bodyBytes(of: payloads)
        return try state.withLock { state throws(LogError) in
            if let failure = state.failure { throw failure }
            guard bytes <= groupBytesMax else {
                throw .groupTooLarge(bytes: bytes, limit: groupBytesMax)
            }
            let first = state.nextPosition
            state.payloads += payloads
            if syncs { state.syncedPosition = state.nextPosition }
            return first
        }
    }

    package func sync() throws(LogError) {
        try state.withLock { state throws(LogError) in
            if let failure = state.failure { throw failure }
            state.syncedPosition = state.nextPosition
        }
    }

    package func entries(from position: UInt64) throws(LogError) -> LogEntries {
        let (first, payloads) = state.withLock { ($0.firstPosition, $0.payloads) }
        let end = first + UInt64(payloads.count)
        guard first <= position, position <= end else {
            throw .positionUnavailable(position, first: first, next: end)
        }
        var next = position
        return LogEntries { () throws(LogError) in
            guard next < end else { return nil }
            defer { next += 1 }
            return LogEntry(position: next, payload: payloads[Int(next - first)][...])
        }
    }

    package func trim(before position: UInt64) throws(LogError) {
        state.withLock { state in
            guard position > state.firstPosition else { return }
            let count = min(position, state.nextPosition) - state.firstPosition
            state.payloads.removeFirst(Int(count))
            state.firstPosition += count
        }
    }

    package func skip(to position: UInt64) throws(LogError) {
        try state.withLock { state throws(LogError) in
            if let failure = state.failure { throw failure }
            precondition(position >= state.nextPosition, "a log never goes back")
            state.payloads = []
            state.firstPosition = position
            state.syncedPosition = position
        }
    }

    package func close() throws(LogError) {
        guard failure == nil else { return }
        try sync()
        state.withLock { $0.failure = .closed }
    }

    @discardableResult
    package func stop(_ reason: String) -> LogError {
        let failure = LogError.poisoned(reason)
        state.withLock { $0.failure = failure }
        return failure
    }
}
