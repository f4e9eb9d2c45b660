package import Platform

/// What a log's files hold, found by reading all of them without changing any.
///
/// For `quipu inspect` and `quipu check`, on a log that is not open, or on one that is: then the
/// end may be on the move and can look torn.
package struct LogInspection: Sendable {
    package struct Segment: Hashable, Sendable {
        package let name: String
        package let firstPosition: UInt64
        /// The position after the last good payload's.
        package let endPosition: UInt64
        package let frames: Int
        /// Bytes up to the end of the last good frame.
        package let usedBytes: Int
        package let fileBytes: Int
        /// What is wrong with it; the good frames before that are counted.
        package let problem: LogError?
    }

    package let segments: [Segment]
    /// What opening the log would cut off.
    package let tornTail: FileLog.TornTail?

    /// Whether the log would open and replay.
    package var isSound: Bool { segments.allSatisfy { $0.problem == nil } }

    /// What of `requirement` is missing at the log's beginning or end; gaps between segments are
    /// found by reading them.
    package func problem(_ requirement: LogRequirement) -> LogError? {
        requirement.problem(
            firstPositions: segments.map(\.firstPosition),
            endPosition: segments.last?.endPosition ?? 0)
    }

    package init(path: String) throws(LogError) {
        try self.init(DiskDirectory(path: path))
    }

    package init(_ directory: any FileDirectory) throws(LogError) {
        let names = try LogError.translating { () throws(FileError) in try directory.names() }
        let firstPositions = names.compactMap(SegmentName.firstPosition).sorted()
        var segments: [Segment] = []
        var tornTail: FileLog.TornTail?
        for (index, firstPosition) in firstPositions.enumerated() {
            let next = index + 1 < firstPositions.count ? firstPositions[index + 1] : nil
            let name = SegmentName.name(firstPosition: firstPosition)
            do throws(LogError) {
                let scan = try SegmentScan(name, in: directory, isLast: next == nil)
                segments.append(Segment(scan, nextFirstPosition: next))
                if case .torn(let reason, let endOfBytes) = scan.ending {
                    tornTail = FileLog.TornTail(
                        segment: name, offset: scan.endOffset,
                        bytes: endOfBytes - scan.endOffset, reason: reason)
                }
            } catch {
                segments.append(Segment(unreadable: name, firstPosition, error))
            }
        }
        self.segments = segments
        self.tornTail = tornTail
    }
}

extension LogInspection.Segment {
    fileprivate init(_ scan: SegmentScan, nextFirstPosition: UInt64?) {
        let problem: LogError? =
            if case .corrupt(let reason) = scan.ending {
                .corrupt(segment: scan.reader.name, offset: scan.endOffset, reason: reason)
            } else if let next = nextFirstPosition, next > scan.endPosition {
                scan.reader.missing(before: next)
            } else if let next = nextFirstPosition, next != scan.endPosition {
                .corrupt(
                    segment: scan.reader.name, offset: scan.endOffset,
                    reason: "it ends before position \(scan.endPosition), "
                        + "the next one begins at \(next)")
            } else {
                nil
            }
        self.init(
            name: scan.reader.name, firstPosition: scan.reader.header.firstPosition,
            endPosition: scan.endPosition, frames: scan.frames.count, usedBytes: scan.endOffset,
            fileBytes: scan.reader.fileBytes, problem: problem)
    }

    fileprivate init(unreadable name: String, _ firstPosition: UInt64, _ problem: LogError) {
        self.init(
            name: name, firstPosition: firstPosition, endPosition: firstPosition, frames: 0,
            usedBytes: 0, fileBytes: 0, problem: problem)
    }
}
