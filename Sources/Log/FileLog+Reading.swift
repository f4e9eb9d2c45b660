import Platform
internal import Synchronization

extension FileLog {
    /// A reader of everything from `position` to the log's present end.
    package func reader(from position: UInt64) throws(LogError) -> LogReader {
        let catalog = catalog.withLock { $0 }
        return try LogReader(
            directory: directory, firstPositions: catalog.firstPositions, from: position,
            to: catalog.nextPosition, skipsDamage: options.acceptsLoss)
    }

    package func entries(from position: UInt64) throws(LogError) -> LogEntries {
        let reading = Reading(try reader(from: position))
        return LogEntries { () throws(LogError) in try reading.reader.next() }
    }

    /// A reader that several calls of a closure go on with.
    private final class Reading {
        var reader: LogReader

        init(_ reader: consuming LogReader) {
            self.reader = reader
        }
    }

    /// Deletes the segments that hold nothing from `position` on; the one that is written to always
    /// stays.
    package func trim(before position: UInt64) throws(LogError) {
        // After a power cut the mark must know at least what the main store does.
        try mark?.sync()
        while true {
            // Taken off the list first, so that no new reader opens it; one at a time and the
            // oldest first, so that a crash leaves no gap.
            let oldest = catalog.withLock { catalog -> UInt64? in
                guard catalog.firstPositions.count > 1, catalog.firstPositions[1] <= position else {
                    return nil
                }
                return catalog.firstPositions.removeFirst()
            }
            guard let oldest else { return }
            try LogError.translating { () throws(FileError) in
                try directory.remove(SegmentName.name(firstPosition: oldest))
                try directory.sync()
            }
        }
    }

    /// What is wrong with the log's files while it is open; `nil` when all are where they were.
    package func fileProblem() throws(LogError) -> String? {
        for first in catalog.withLock({ $0.firstPositions }) {
            let name = SegmentName.name(firstPosition: first)
            let found = try LogError.translating { () throws(FileError) in
                try directory.status(of: name)
            }
            // One that was trimmed meanwhile is on the list no more.
            if found == nil, catalog.withLock({ $0.firstPositions.contains(first) }) {
                return "log segment \(name) was deleted or moved"
            }
        }
        return try LogError.translating { () throws(FileError) in
            try withCurrent { name, storage throws(FileError) in
                let held = try storage.status()
                return try directory.status(of: name).map { $0.isSameFile(as: held) } ?? false
                    ? nil : "log segment \(name) was replaced by another file"
            }
        }
    }

    /// Stops the log when files of it are not where they were; answers what is wrong.
    ///
    /// Only the main store can keep then what was acknowledged.
    package func stopIfLost() throws(LogError) -> String? {
        guard let problem = try fileProblem() else { return nil }
        stop(problem)
        catalog.withLock { $0.isLost = true }
        return problem
    }

    /// Whether the log has stopped because files of it are not where they were.
    package var isLost: Bool { catalog.withLock { $0.isLost } }

    /// Whether the main store holds everything, as `settle` noted.
    package var isSettled: Bool { catalog.withLock { $0.isSettled } }

    /// Notes that the main store holds everything before `position`, for a log that has lost files:
    /// it may begin anew there.
    package func settle(before position: UInt64) throws(LogError) {
        precondition(isLost, "a log that can be written goes on by itself")
        try LogError.translating { () throws(FileError) in try mark?.settle(before: position) }
        catalog.withLock { $0.isSettled = true }
    }

    /// Where a log of files with these names begins; `nil` when none is a segment.
    package static func firstPosition(ofSegmentsNamed names: [String]) -> UInt64? {
        names.compactMap(SegmentName.firstPosition).min()
    }

    /// The segments as they are now, oldest first.
    package var segments: [LogSegment] {
        let catalog = catalog.withLock { $0 }
        let ends = catalog.firstPositions.dropFirst() + [catalog.nextPosition]
        return zip(catalog.firstPositions, ends).map { first, end in
            LogSegment(
                name: SegmentName.name(firstPosition: first), firstPosition: first, endPosition: end
            )
        }
    }
}
