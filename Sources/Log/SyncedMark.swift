internal import Synchronization

// The file SYNCED holds the same 32 bytes twice, at 0 and at 512, so that no write can spoil both:
//
//       0  "QSYN"                              4
//       4  format version, 1                   4
//       8  positions before this were on disk  8
//      16  first position of the segment       8   that was written to then
//      24  zero                                4
//      28  CRC-32C of bytes 0..<28             4
//
// All numbers are big-endian. The two are written in turn; the one with the higher position counts.

/// How far the log has ever reached, kept in a file of its own beside it.
///
/// It tells a log that lost acknowledged groups from one that never had them. It is written after
/// each sync of the log, without a sync of its own: so it is exact after the end of a process. It is
/// synced when a segment begins, with each checkpoint and at a clean stop: so after a power cut it
/// says at least what it said then. It never says more than the log had on disk.
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

        package init(endPosition: UInt64, segment: UInt64) {
            self.endPosition = endPosition
            self.segment = segment
        }

        var bytes: [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(Reach.byteCount)
            bytes.appendBigEndian(Reach.magic)
            bytes.appendBigEndian(Reach.version)
            bytes.appendBigEndian(endPosition)
            bytes.appendBigEndian(segment)
            bytes.appendBigEndian(UInt32(0))
            bytes.appendBigEndian(CRC32C.checksum(of: bytes.span))
            return bytes
        }

        /// `nil` when the bytes are no mark of this version.
        init?(_ bytes: [UInt8]) {
            guard bytes.count == Reach.byteCount else { return nil }
            endPosition = bytes.span.bigEndian64(at: 8)
            segment = bytes.span.bigEndian64(at: 16)
            guard self.bytes == bytes else { return nil }
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
        var next = 0
        var failure: FileError?
    }

    private let storage: any LogStorage
    private let state: Mutex<State>

    /// Reads the file in `directory` without changing anything.
    package static func read(in directory: any LogDirectory) throws(LogError) -> Content {
        try LogError.translating { () throws(FileError) in
            guard try directory.status(of: name) != nil else { return .missing }
            let file = try directory.open(name, create: false)
            var copies: [Reach] = []
            for offset in copyOffsets {
                let bytes = try file.read(at: offset, count: Reach.byteCount)
                if let reach = Reach(bytes) { copies.append(reach) }
            }
            guard let reach = copies.max(by: { $0.endPosition < $1.endPosition }) else {
                return .damaged
            }
            return .reach(reach, isWhole: copies.count == copyOffsets.count)
        }
    }

    /// Makes the file anew; it is durable when this returns.
    package init(in directory: any LogDirectory, _ reach: Reach) throws(LogError) {
        storage = try LogError.translating { () throws(FileError) in
            let storage = try directory.open(SyncedMark.unfinishedName, create: true)
            var bytes = [UInt8](repeating: 0, count: SyncedMark.fileBytes)
            for offset in SyncedMark.copyOffsets {
                bytes.replaceSubrange(offset..<offset + Reach.byteCount, with: reach.bytes)
            }
            try storage.write(bytes, at: 0)
            try storage.sync()
            try directory.rename(SyncedMark.unfinishedName, to: SyncedMark.name)
            try directory.sync()
            return storage
        }
        state = Mutex(State(reach: reach))
    }

    /// Notes that positions before `endPosition` are on disk; survives the end of the process.
    ///
    /// A failure costs nobody's write anything: the mark stays behind, and `failure` says why.
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
    func begin(segment: UInt64) throws(FileError) {
        try state.withLock { state throws(FileError) in
            state.reach = Reach(endPosition: segment, segment: segment)
            try write(&state)
        }
        try storage.sync()
    }

    /// Makes what was noted durable.
    package func sync() throws(LogError) {
        try LogError.translating { () throws(FileError) in try storage.sync() }
    }

    /// Why what was noted last may not be in the file.
    package var failure: FileError? { state.withLock { $0.failure } }

    /// What the open file is, for those who look whether it is still in its place.
    package func status() throws(FileError) -> FileStatus { try storage.status() }

    private func write(_ state: inout State) throws(FileError) {
        try storage.write(state.reach.bytes, at: SyncedMark.copyOffsets[state.next])
        state.next = 1 - state.next
        state.failure = nil
    }
}
