package import Platform

/// The one order of commands: byte strings with positions, durable in groups.
///
/// A store's state follows from its log, so this is all that a store asks of where its commands are
/// kept: in files (`FileLog`), in memory (`MemoryLog`), or on several machines. One thread appends;
/// others may meanwhile read, trim, ask and sync. A group is in the log wholly or not at all.
package protocol CommandLog: AnyObject, Sendable {
    /// The oldest position still in the log; `nextPosition` when it is empty.
    var firstPosition: UInt64 { get }
    /// The position that the next payload will get.
    var nextPosition: UInt64 { get }
    /// Positions before this one cannot be lost any more.
    var syncedPosition: UInt64 { get }
    /// Whether an appended group must be durable before it becomes visible and its completions run.
    var isDurable: Bool { get }
    /// Why every append is rejected from now on, if it is.
    var failure: LogError? { get }
    /// Parts of the log as they are now, the oldest first.
    var segments: [LogSegment] { get }

    /// Appends the payloads as one group, and gives them positions: the first one's is returned.
    ///
    /// `LogError.diskFull` leaves no trace and may be tried again.
    ///
    /// - Parameter syncs: whether it waits until the group is durable; `false` for a caller that calls
    ///   `sync` before it appends again.
    @discardableResult
    func append(_ payloads: [[UInt8]], syncs: Bool) throws(LogError) -> UInt64

    /// Waits until everything that was appended before is durable.
    func sync() throws(LogError)

    /// Everything from `position` to the log's present end.
    func entries(from position: UInt64) throws(LogError) -> LogEntries

    /// Lets go of what holds nothing from `position` on, as the main store holds what comes before,
    /// durably.
    func trim(before position: UInt64) throws(LogError)

    /// Goes on at `position`; what lies between is lost.
    func skip(to position: UInt64) throws(LogError)

    /// Makes ready what the next appends need, on another thread than theirs.
    func prepare() throws(LogError)

    /// Rejects everything from now on; what is not durable yet is synced first.
    func close() throws(LogError)

    /// Rejects every append from now on; returns what they throw.
    @discardableResult
    func stop(_ reason: String) -> LogError

    // MARK: A log whose files may be lost under the store; others need none of these

    /// Looks whether what keeps the log is still there; stops it and says what is wrong when it is not.
    func stopIfLost() throws(LogError) -> String?

    /// Whether the log has stopped because what keeps it is gone: only the main store has then what
    /// was acknowledged.
    var isLost: Bool { get }

    /// Whether the main store holds everything, as `settle` noted.
    var isSettled: Bool { get }

    /// Notes that the main store holds everything before `position`, for a log that is lost: it may
    /// begin anew there.
    func settle(before position: UInt64) throws(LogError)

    /// Why the log could not note how far it reaches, if it could not.
    var noteFailure: FileError? { get }
}

// What a log says whose entries cannot be lost while the process runs, and that prepares nothing.
extension CommandLog {
    package func prepare() throws(LogError) {}
    package func stopIfLost() throws(LogError) -> String? { nil }
    package var isLost: Bool { false }
    package var isSettled: Bool { false }
    package func settle(before position: UInt64) throws(LogError) {}
    package var noteFailure: FileError? { nil }
}

extension CommandLog {
    @discardableResult
    package func append(_ payloads: [[UInt8]]) throws(LogError) -> UInt64 {
        try append(payloads, syncs: true)
    }

    /// What there is to say once it has stopped because it is lost.
    package func lossMessage(_ problem: String) -> String {
        isSettled
            ? "\(problem). Everything acknowledged was saved to base; a restart goes on from there"
            : "\(problem). What only the log held could not be saved to base"
    }
}

/// One payload of the log.
package struct LogEntry: Sendable {
    package let position: UInt64
    /// A view of the block that was read; copy it to keep it for long.
    package let payload: ArraySlice<UInt8>
}

/// A part of a log, read in order.
package struct LogEntries {
    private let read: () throws(LogError) -> LogEntry?

    package init(_ read: @escaping () throws(LogError) -> LogEntry?) {
        self.read = read
    }

    /// The next entry; `nil` at the end.
    ///
    /// Damage is thrown where it lies.
    package mutating func next() throws(LogError) -> LogEntry? { try read() }
}

/// One part of an open log.
package struct LogSegment: Hashable, Sendable {
    package let name: String
    package let firstPosition: UInt64
    /// The position after its last payload's.
    package let endPosition: UInt64
}
