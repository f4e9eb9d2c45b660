package import Platform

/// Why the log rejects.
package enum LogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No room for the group; nothing of it is in the log, and a later append may work.
    case diskFull(FileError)
    /// A write or sync failed earlier, so what the disk holds is unknown: restart from disk.
    ///
    /// Names the file call when it was one, and not something that was found out.
    case poisoned(String, FileError? = nil)
    /// The disk holds something else than what was written.
    case corrupt(segment: String, offset: Int, reason: String)
    /// Positions that were on disk are not in the log any more; none when only a file is missing.
    case missing(Range<UInt64>, String)
    /// A group larger than `LogOptions.groupBytesMax`.
    case groupTooLarge(bytes: Int, limit: Int)
    /// The position to read from has been trimmed, or was never written.
    case positionUnavailable(UInt64, first: UInt64, next: UInt64)
    /// A file call failed while opening, reading or trimming.
    case failed(FileError)
    case closed

    /// A file call that failed before anything was written for good.
    init(_ error: FileError) {
        self = error.isDiskFull ? .diskFull(error) : .failed(error)
    }

    package var isDiskFull: Bool {
        if case .diskFull = self { true } else { false }
    }

    package var description: String {
        switch self {
        case .diskFull: "no space left for the log"
        case .poisoned(let reason, _): "the log has stopped: \(reason)"
        case .corrupt(let segment, let offset, let reason):
            "log segment \(segment) is corrupt at offset \(offset): \(reason)"
        case .missing(let positions, let reason):
            positions.isEmpty
                ? "a part of the log is missing: \(reason)"
                : "the log lacks positions \(positions): \(reason)"
        case .groupTooLarge(let bytes, let limit):
            "a group of \(bytes) bytes does not fit; the limit is \(limit)"
        case .positionUnavailable(let position, let first, let next):
            "position \(position) is not in the log, which holds \(first)..<\(next)"
        case .failed(let error): error.description
        case .closed: "the log is closed"
        }
    }
}
