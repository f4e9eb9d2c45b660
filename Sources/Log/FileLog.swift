package import Platform
internal import Synchronization

/// A durable sequence of byte strings in segment files, each with its position; their content means
/// nothing to it.
///
/// One thread appends; other threads may meanwhile read, trim and sync.
/// A group is in the log wholly or not at all.
package final class FileLog: CommandLog {
    /// Bytes behind the last good frame that were cut off when the log was opened.
    package struct TornTail: Hashable, Sendable {
        package let segment: String
        package let offset: Int
        package let bytes: Int
        package let reason: String
    }

    /// What the appending thread works on; locked while it writes and syncs.
    struct Appender {
        var segment: Segment
        var nextPosition: UInt64
        /// Positions before this one are on disk.
        var syncedPosition: UInt64
        var scratch = LogGroup()
    }

    /// What anybody may ask for; never locked for long.
    struct Catalog {
        var firstPositions: [UInt64]
        var nextPosition: UInt64
        var syncedPosition: UInt64
        /// Where the present segment's next frame goes, and where the segment ends.
        var endOffset: Int
        var limit: Int
        var spare = Spare.none
        var failure: LogError?
        /// The log has stopped because files of it are not where they were.
        var isLost = false
        /// The main store holds everything since.
        var isSettled = false
    }

    /// The file of the segment to come.
    enum Spare {
        case none
        case inTheMaking
        case ready(any OpenFile)
        /// Becoming the segment at hand; until it has its own name no other may be made under this one.
        case taken
    }

    /// What opening the log cut off; worth a line in the program's log.
    package let tornTail: TornTail?
    let directory: any FileDirectory
    let options: LogOptions
    /// Where it is noted how far the log has reached, outside of the log.
    let mark: SyncedMark?
    private let appender: Mutex<Appender>
    /// Held while `sync` waits for the disk.
    private let syncing = Mutex(())
    let catalog: Mutex<Catalog>

    init(
        directory: any FileDirectory, options: LogOptions, firstPositions: [UInt64],
        segment: Segment, nextPosition: UInt64, tornTail: TornTail?, mark: SyncedMark?
    ) {
        self.directory = directory
        self.options = options
        self.mark = mark
        self.tornTail = tornTail
        appender = Mutex(
            Appender(segment: segment, nextPosition: nextPosition, syncedPosition: nextPosition))
        catalog = Mutex(
            Catalog(
                firstPositions: firstPositions, nextPosition: nextPosition,
                syncedPosition: nextPosition, endOffset: segment.endOffset,
                limit: segment.limit))
    }

    /// The position that the next payload will get.
    package var nextPosition: UInt64 { catalog.withLock { $0.nextPosition } }
    /// Positions before this one survive a power cut.
    package var syncedPosition: UInt64 { catalog.withLock { $0.syncedPosition } }
    /// The oldest position still in the log; `nextPosition` when it is empty.
    package var firstPosition: UInt64 { catalog.withLock { $0.firstPositions[0] } }
    /// Whether an appended group must be on disk before it becomes visible and its completions run.
    package var isDurable: Bool { options.durability == .sync }
    /// Why every append is rejected from now on, if it is.
    package var failure: LogError? { catalog.withLock { $0.failure } }

    /// Appends the payloads as one group; answers the first one's position.
    ///
    /// When it returns the group is on disk (with `.sync`), unless the caller says that it will call
    /// `sync`. `LogError.diskFull` leaves no trace and may be tried again; after any other failure of
    /// the disk every later append is rejected as poisoned.
    ///
    /// - Parameter syncs: `false` for a caller that calls `sync` before it appends again.
    @discardableResult
    package func append(
        _ payloads: [[UInt8]], syncs: Bool
    ) throws(LogError) -> UInt64 {
        try appending { appender throws(LogError) in
            for payload in payloads { appender.scratch.append(payload) }
            var group = LogGroup()
            swap(&group, &appender.scratch)
            defer {
                group.removeAll()
                // The buffer of one huge group is not kept for the groups after it.
                if group.capacity <= 4 << 20 { swap(&group, &appender.scratch) }
            }
            return try append(&group, to: &appender, syncs: syncs)
        }
    }

    /// Appends a group; it is unchanged afterwards.
    @discardableResult
    package func append(_ group: inout LogGroup) throws(LogError) -> UInt64 {
        try appending { appender throws(LogError) in
            try append(&group, to: &appender, syncs: true)
        }
    }

    /// Waits until everything appended before is on disk; needed only when durability is relaxed, or
    /// after an append that did not sync.
    ///
    /// One sync at a time: the system reports a failed write only once, and a second sync, which
    /// would succeed, must not be taken for proof that the write is on disk.
    package func sync() throws(LogError) {
        try syncing.withLock { _ throws(LogError) in
            let (storage, position) = try appending { appender throws(LogError) in
                (appender.segment.storage, appender.nextPosition)
            }
            // Outside the appender's lock, so that appending goes on. A segment that was left behind
            // meanwhile was synced then.
            do throws(FileError) {
                try storage.sync()
            } catch {
                throw poison(error)
            }
            // One that was left behind meanwhile may have been trimmed.
            if try isNameless(storage), appender.withLock({ $0.segment.storage === storage }) {
                throw stopNameless()
            }
            mark?.note(position)
            appender.withLock { appender in
                appender.syncedPosition = max(appender.syncedPosition, position)
                publish(appender)
            }
        }
    }

    /// Rejects everything from now on; what is not on disk yet is synced first.
    package func close() throws(LogError) {
        guard failure == nil else { return }
        if options.durability == .relaxed { try sync() }
        try mark?.sync()
        catalog.withLock { $0.failure = .closed }
    }

    /// Runs `body` on the appender unless the log has stopped.
    private func appending<Result>(
        _ body: (inout Appender) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        try appender.withLock { appender throws(LogError) in
            if let failure { throw failure }
            return try body(&appender)
        }
    }

    private func append(
        _ group: inout LogGroup, to appender: inout Appender, syncs: Bool
    ) throws(LogError) -> UInt64 {
        let syncs = syncs && options.durability == .sync
        let first = appender.nextPosition
        let bodyBytes = group.bodyBytes
        guard !group.isEmpty else { return first }
        let limit = min(options.groupBytesMax, LogLimits.frameBodyBytesMax)
        guard bodyBytes <= limit else { throw .groupTooLarge(bytes: bodyBytes, limit: limit) }
        let frameBytes = Frame.byteCount(bodyBytes: bodyBytes)
        try makeRoom(for: frameBytes, in: &appender)
        group.seal(
            firstPosition: first,
            syncedPosition: appender.syncedPosition,
            seed: appender.segment.seed)
        defer { group.unseal(bodyBytes: bodyBytes) }
        try write(group.bytes, to: &appender, syncs: syncs)
        if syncs {
            if try isNameless(appender.segment.storage) { throw stopNameless() }
            mark?.note(first + UInt64(group.count))
        }
        appender.nextPosition += UInt64(group.count)
        if syncs { appender.syncedPosition = appender.nextPosition }
        publish(appender)
        return first
    }

    /// One write and, if `syncs`, one sync.
    private func write(
        _ frame: [UInt8], to appender: inout Appender, syncs: Bool
    ) throws(LogError) {
        let segment = appender.segment
        do throws(FileError) {
            try segment.storage.write(frame, at: segment.endOffset)
        } catch {
            guard error.isDiskFull else { throw poison(error) }
            do throws(FileError) {
                try appender.segment.wipe(frame.count)
            } catch {
                throw poison(error)
            }
            throw .diskFull(error)
        }
        if syncs {
            do throws(FileError) {
                try segment.storage.sync()
            } catch {
                throw poison(error)
            }
        }
        appender.segment.endOffset += frame.count
        appender.segment.fileBytes = max(segment.fileBytes, appender.segment.endOffset)
    }

    /// Goes on to a new segment when the frame does not fit into this one.
    private func makeRoom(
        for frameBytes: Int, in appender: inout Appender
    ) throws(LogError) {
        let old = appender.segment
        guard !old.isEmpty, old.endOffset + frameBytes > old.limit else { return }
        defer { giveUpSpare() }
        let next: Segment
        do throws(FileError) {
            next = try newSegment(
                at: appender.nextPosition, atLeast: SegmentHeader.byteCount + frameBytes)
        } catch {
            if error.isDiskFull { throw .diskFull(error) }
            throw poison(error)
        }
        do throws(FileError) {
            // A later segment says that everything before it is on disk.
            if appender.syncedPosition < appender.nextPosition { try old.storage.sync() }
            if old.fileBytes > old.endOffset { try old.storage.truncate(to: old.endOffset) }
            try mark?.begin(segment: next.header.firstPosition)
        } catch {
            throw poison(error)
        }
        appender.segment = next
        appender.syncedPosition = appender.nextPosition
        catalog.withLock { $0.firstPositions.append(next.header.firstPosition) }
        publish(appender)
    }

    /// A segment of the usual size, or of a smaller one that the disk still has room for.
    private func newSegment(at position: UInt64, atLeast least: Int) throws(FileError) -> Segment {
        var bytes = max(options.segmentBytes, least)
        guard bytes == options.segmentBytes, let spare = takeSpare() else {
            while true {
                do throws(FileError) {
                    return try Segment(
                        creatingAt: position, bytes: bytes, in: directory, options: options)
                } catch {
                    guard error.isDiskFull, bytes > least else { throw error }
                    bytes = max(bytes / 4, least)
                }
            }
        }
        return try Segment(
            finishing: SegmentName.spare, spare, firstPosition: position, in: directory,
            options: options)
    }

    /// Goes on at `position` in a segment of its own; what lies between is lost.
    ///
    /// For a log that was opened although parts of it are missing: nothing may follow those.
    package func skip(to position: UInt64) throws(LogError) {
        try appending { appender throws(LogError) in
            precondition(position >= appender.nextPosition, "a log never goes back")
            let next: Segment
            do throws(FileError) {
                next = try Segment(
                    creatingAt: position,
                    bytes: min(options.firstSegmentBytes, options.segmentBytes),
                    in: directory, options: options)
                try mark?.begin(segment: position)
            } catch {
                throw poison(error)
            }
            appender.segment = next
            appender.nextPosition = position
            appender.syncedPosition = position
            catalog.withLock { catalog in
                catalog.firstPositions.removeAll { $0 >= position }
                catalog.firstPositions.append(position)
            }
            publish(appender)
        }
    }

    /// Shows `body` the segment that is written to, while nothing is written.
    func withCurrent<Result>(
        _ body: (String, any OpenFile) throws(FileError) -> Result
    ) throws(FileError) -> Result {
        try appender.withLock { appender throws(FileError) in
            try body(appender.segment.name, appender.segment.storage)
        }
    }

    /// Why the mark may be behind the log, if it may.
    package var noteFailure: FileError? { mark?.failure }

    private func publish(_ appender: Appender) {
        catalog.withLock { catalog in
            catalog.nextPosition = appender.nextPosition
            catalog.syncedPosition = appender.syncedPosition
            catalog.endOffset = appender.segment.endOffset
            catalog.limit = appender.segment.limit
        }
    }

    /// Whether a file has lost its name: it is gone as soon as the process is, whatever was synced, so
    /// nobody may be told that a group in it is safe.
    private func isNameless(_ storage: any OpenFile) throws(LogError) -> Bool {
        do throws(FileError) {
            return try storage.status().links == 0
        } catch {
            throw poison(error)
        }
    }

    private func stopNameless() -> LogError {
        stop("the segment that is written to was deleted")
    }

    /// Stops the log for good; answers what to throw.
    private func poison(_ error: FileError) -> LogError {
        stop(.poisoned(error.description, error))
    }

    /// Rejects every append from now on, as the disk does not hold what it should.
    @discardableResult
    package func stop(_ reason: String) -> LogError {
        stop(.poisoned(reason))
    }

    private func stop(_ failure: LogError) -> LogError {
        catalog.withLock { $0.failure = failure }
        return failure
    }
}
