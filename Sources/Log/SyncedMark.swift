package import Platform
internal import Synchronization

// The file SYNCED holds the same 32 bytes twice, at 0 and at 512, so that no write can spoil both:
//
//       0  "QSYN"                              4
//       4  format version, 1                   4
//       8  positions before this were on disk  8
//      16  first position of the segment       8   that was written to then
//      24  1 when base holds everything        4   before that position, else 0
//      28  CRC-32C of bytes 0..<28             4
//
// All numbers are big-endian. The two are written in turn; the one with the higher position counts.

/// How far the log has ever reached, kept in a file of its own beside it.
///
/// It distinguishes a log that lost acknowledged groups from one that never had them. It is written
/// after each sync of the log, without a sync of its own: so it is exact after the end of a
/// process. It is synced when a segment begins, with each checkpoint and at a clean stop: so after
/// a power cut it says at least what it said then. It never says more than the log had on disk, as
/// a position is noted only after the log's sync of it has returned.
package final class SyncedMark: Sendable {
    package static let name = "SYNCED"
    private static let unfinishedName = "SYNCED.new"
    private static let copyOffsets = [0, 512]
    private static let fileBytes = 1024

    /// What the file says.
    package struct Reach: Hashable, Sendable {
        static let byteCount = 32
        private static let magic: UInt32 = 0x5153_594E
        private static let version: UInt32 = 1

        /// Positions before this one were on disk.
        package var endPosition: UInt64
        /// The first position of the newest segment.
        package var segment: UInt64
        /// The main store holds everything before `endPosition`, though the log's files may be
        /// gone: then the log begins anew there.
        package var isSettled: Bool

        package init(endPosition: UInt64, segment: UInt64, isSettled: Bool = false) {
            self.endPosition = endPosition
            self.segment = segment
            self.isSettled = isSettled
        }

        var bytes: [UInt8] {
            var bytes: [UInt8] = []
            encode(to: &bytes)
            return bytes
        }

        /// Makes `bytes` say this; what they say already of the rest is left, as this is done for each
        /// group that is synced.
        fileprivate func encode(to bytes: inout [UInt8]) {
            if bytes.count != Reach.byteCount {
                bytes = []
                bytes.reserveCapacity(Reach.byteCount)
                bytes.appendBigEndian(Reach.magic)
                bytes.appendBigEndian(Reach.version)
                bytes.append(contentsOf: [UInt8](repeating: 0, count: 24))
            }
            Reach.set(endPosition, at: 8, in: &bytes)
            Reach.set(segment, at: 16, in: &bytes)
            Reach.set(UInt32(isSettled ? 1 : 0), at: 24, in: &bytes)
            Reach.set(CRC32C.checksum(of: bytes.span.extracting(..<28)), at: 28, in: &bytes)
        }

        private static func set(
            _ number: some FixedWidthInteger, at offset: Int, in bytes: inout [UInt8]
        ) {
            var rest = number
            var index = offset + number.bitWidth / 8
            while index > offset {
                index -= 1
                bytes[index] = UInt8(truncatingIfNeeded: rest)
                rest >>= 8
            }
        }

        /// `nil` when the bytes are no mark of this version.
        init?(_ bytes: [UInt8]) {
            guard bytes.count == Reach.byteCount else { return nil }
            endPosition = bytes.span.bigEndian64(at: 8)
            segment = bytes.span.bigEndian64(at: 16)
            isSettled = bytes[27] == 1
            guard self.bytes == bytes else { return nil }
        }

        /// Whether it counts when the other copy says `other`.
        fileprivate func counts(over other: Reach) -> Bool {
            endPosition == other.endPosition
                ? isSettled && !other.isSettled : endPosition > other.endPosition
        }
    }

    /// What was found where the file should be.
    package enum Content: Hashable, Sendable {
        case missing
        case damaged
        /// One of the two copies may be damaged; then the other one counts.
        case reach(Reach, isWhole: Bool)
    }

    private struct State {
        var reach: Reach
        /// The copy that is written next.
        var next: Int
        /// The bytes that were written last; their memory is used again.
        var bytes: [UInt8] = []
        var failure: FileError?
    }

    private let directory: any FileDirectory
    private let storage: any OpenFile
    private let state: Mutex<State>

    /// Reads the file in `directory` without changing anything.
    package static func read(in directory: any FileDirectory) throws(LogError) -> Content {
        try LogError.translating { () throws(FileError) in
            guard try directory.status(of: name) != nil else { return .missing }
            let file = try directory.open(name, create: false)
            let copies = try copies(in: file)
            guard let reach = copies.best.flatMap({ copies.reaches[$0] }) else { return .damaged }
            return .reach(reach, isWhole: copies.areWhole)
        }
    }

    /// What a file holds in its two places; `nil` where one is damaged.
    private struct Copies {
        let reaches: [Reach?]
        var areWhole: Bool { !reaches.contains(nil) }

        /// The place of the one that counts.
        var best: Int? {
            guard let first = reaches[0] else { return reaches[1] == nil ? nil : 1 }
            guard let second = reaches[1] else { return 0 }
            return second.counts(over: first) ? 1 : 0
        }
    }

    private static func copies(in file: any OpenFile) throws(FileError) -> Copies {
        var reaches: [Reach?] = []
        for offset in copyOffsets {
            reaches.append(Reach(try file.read(at: offset, count: Reach.byteCount)))
        }
        return Copies(reaches: reaches)
    }

    /// Lets the file say `reach`, which is durable when this returns; makes it when it is missing.
    package init(in directory: any FileDirectory, _ reach: Reach) throws(LogError) {
        self.directory = directory
        let next: Int
        (storage, next) = try LogError.translating { () throws(FileError) in
            try SyncedMark.store(reach, in: directory)
        }
        state = Mutex(State(reach: reach, next: next))
    }

    /// Answers the file, and which of its copies is to be written next.
    ///
    /// A file that is whole is written in place, since a full disk may have no room for another one.
    private static func store(
        _ reach: Reach, in directory: any FileDirectory
    ) throws(FileError) -> (any OpenFile, next: Int) {
        guard try directory.status(of: name) != nil else {
            return (try make(reach, in: directory), 0)
        }
        let storage = try directory.open(name, create: false)
        let copies = try copies(in: storage)
        guard copies.areWhole, let best = copies.best else {
            return (try make(reach, in: directory), 0)
        }
        if copies.reaches[best] == reach {
            try storage.sync()
            return (storage, 1 - best)
        }
        // One after the other, and the one that counts last: a power cut spoils one at most.
        for index in [1 - best, best] {
            try storage.write(reach.bytes, at: copyOffsets[index])
            try storage.sync()
        }
        return (storage, 1 - best)
    }

    private static func make(
        _ reach: Reach, in directory: any FileDirectory
    ) throws(FileError) -> any OpenFile {
        let storage = try directory.open(unfinishedName, create: true)
        var bytes = [UInt8](repeating: 0, count: fileBytes)
        for offset in copyOffsets {
            bytes.replaceSubrange(offset..<offset + Reach.byteCount, with: reach.bytes)
        }
        try storage.write(bytes, at: 0)
        try storage.sync()
        try directory.rename(unfinishedName, to: name)
        try directory.sync()
        return storage
    }

    /// Notes that positions before `endPosition` are on disk; survives the end of the process.
    ///
    /// A failure does not fail the group's writes: the mark stays behind, and `failure` says why.
    func note(_ endPosition: UInt64) {
        state.withLock { state in
            guard endPosition > state.reach.endPosition else { return }
            state.reach.endPosition = endPosition
            do throws(FileError) {
                try write(&state)
            } catch {
                state.failure = error
            }
        }
    }

    /// Notes that a segment begins, and that everything before it is on disk; survives a power cut.
    ///
    /// A full disk does not fail the group's writes, as with `note`: the next note tries again.
    func begin(segment: UInt64) throws(FileError) {
        try state.withLock { state throws(FileError) in
            state.reach = Reach(endPosition: segment, segment: segment)
            do throws(FileError) {
                try write(&state)
                try storage.sync()
            } catch {
                guard error.isDiskFull else { throw error }
                state.failure = error
            }
        }
    }

    /// Notes that the main store holds everything before `endPosition`; survives a power cut.
    ///
    /// For a log whose files are gone and that has stopped. The mark may be gone with them: then it
    /// is made anew.
    func settle(before endPosition: UInt64) throws(FileError) {
        try state.withLock { state throws(FileError) in
            state.reach.endPosition = max(state.reach.endPosition, endPosition)
            state.reach.isSettled = true
            _ = try SyncedMark.store(state.reach, in: directory)
        }
    }

    /// Makes what was noted durable.
    package func sync() throws(LogError) {
        try LogError.translating { () throws(FileError) in try storage.sync() }
    }

    /// Why what was noted last may not be in the file.
    package var failure: FileError? { state.withLock { $0.failure } }

    /// Identity and number of names of the open file, for the check whether it is still in its
    /// place.
    package func status() throws(FileError) -> FileStatus { try storage.status() }

    private func write(_ state: inout State) throws(FileError) {
        state.reach.encode(to: &state.bytes)
        try storage.write(state.bytes, at: SyncedMark.copyOffsets[state.next])
        state.next = 1 - state.next
        state.failure = nil
    }
}
