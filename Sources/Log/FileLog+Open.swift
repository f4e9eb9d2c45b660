package import Platform

extension FileLog {
    /// Opens the log in the directory at `path`, which must exist, or begins one there.
    package static func open(
        path: String, options: LogOptions = LogOptions()
    ) throws(LogError) -> FileLog {
        try open(in: DiskDirectory(path: path), options: options)
    }

    /// Opens the log in `directory`, or begins one.
    ///
    /// Reads the last segment whole. A write that was cut short at its end is cut off and reported
    /// as `tornTail`; any other damage is `LogError.corrupt`. Earlier segments are checked when
    /// they are read.
    ///
    /// - Parameter markDirectory: where the log's `SyncedMark` is made; without one there is none.
    package static func open(
        in directory: any FileDirectory, options: LogOptions = LogOptions(),
        markDirectory: (any FileDirectory)? = nil
    ) throws(LogError) -> FileLog {
        let names = try LogError.translating { () throws(FileError) in try directory.names() }
        var firstPositions = names.compactMap(SegmentName.firstPosition).sorted()
        var scan: SegmentScan?
        do throws(LogError) {
            scan = try scanLast(&firstPositions, in: directory, options)
            let problem = options.requirement?.problem(
                firstPositions: firstPositions, endPosition: scan?.endPosition ?? 0)
            if let problem, !options.acceptsLoss { throw problem }
        } catch {
            guard error.isLoss, let requirement = options.requirement,
                requirement.beginsAnew(firstPositions: firstPositions)
            else { throw error }
            // The main store holds all that was in them.
            scan = nil
            try LogError.translating { () throws(FileError) in
                for first in firstPositions {
                    try directory.remove(SegmentName.name(firstPosition: first))
                }
            }
        }
        try LogError.translating { () throws(FileError) in
            for name in names where SegmentName.isUnfinished(name) { try directory.remove(name) }
            // A crash may have left a segment whose name is not on disk yet.
            try directory.sync()
        }
        guard let scan else {
            return try begin(in: directory, options: options, markDirectory)
        }
        var segment = Segment(scan, options)
        let tornTail = try LogError.translating { () throws(FileError) in
            try rewriteTail(scan)
            return try cutTail(scan, of: &segment)
        }
        return FileLog(
            directory: directory, options: options, firstPositions: firstPositions,
            segment: segment, nextPosition: scan.endPosition, tornTail: tornTail,
            mark: try mark(segment, endPosition: scan.endPosition, in: markDirectory))
    }

    /// Reads the last segment; where losses are accepted, the last one that has a good header.
    private static func scanLast(
        _ firstPositions: inout [UInt64], in directory: any FileDirectory, _ options: LogOptions
    ) throws(LogError) -> SegmentScan? {
        while let last = firstPositions.last {
            do throws(LogError) {
                let scan = try SegmentScan(
                    SegmentName.name(firstPosition: last), in: directory, isLast: true)
                if case .corrupt(let reason) = scan.ending, !options.acceptsLoss {
                    throw .corrupt(
                        segment: scan.reader.name, offset: scan.endOffset, reason: reason)
                }
                return scan
            } catch .corrupt(_, _, _) where options.acceptsLoss {
                firstPositions.removeLast()
            }
        }
        return nil
    }

    private static func begin(
        in directory: any FileDirectory, options: LogOptions,
        _ markDirectory: (any FileDirectory)?
    ) throws(LogError) -> FileLog {
        let first = options.firstPosition
        let segment = try LogError.translating { () throws(FileError) in
            try Segment(
                creatingAt: first, bytes: min(options.firstSegmentBytes, options.segmentBytes),
                in: directory, options: options)
        }
        return FileLog(
            directory: directory, options: options, firstPositions: [first],
            segment: segment, nextPosition: first, tornTail: nil,
            mark: try mark(segment, endPosition: first, in: markDirectory))
    }

    /// Makes the mark anew, for a log that was found to be whole and is on disk.
    private static func mark(
        _ segment: Segment, endPosition: UInt64, in directory: (any FileDirectory)?
    ) throws(LogError) -> SyncedMark? {
        guard let directory else { return nil }
        return try SyncedMark(
            in: directory,
            SyncedMark.Reach(endPosition: endPosition, segment: segment.header.firstPosition))
    }

    /// Writes the frames again that may be in memory only.
    ///
    /// After a failed sync the kernel keeps showing pages that never reached the disk; what is
    /// replayed from now on must be there.
    private static func rewriteTail(_ scan: SegmentScan) throws(FileError) {
        guard let last = scan.frames.last else { return }
        let unsure = scan.frames.first { $0.frame.firstPosition >= last.frame.syncedPosition }
        let storage = scan.reader.storage
        var offset = (unsure ?? last).offset
        while offset < scan.endOffset {
            let bytes = try storage.read(at: offset, count: min(4 << 20, scan.endOffset - offset))
            guard !bytes.isEmpty else { break }
            try storage.write(bytes, at: offset)
            offset += bytes.count
        }
        try storage.sync()
    }

    /// Zeroes what a write cut short left behind.
    private static func cutTail(
        _ scan: SegmentScan, of segment: inout Segment
    ) throws(FileError) -> TornTail? {
        guard case .torn(let reason, let endOfBytes) = scan.ending else { return nil }
        try segment.wipe(endOfBytes - scan.endOffset)
        try segment.storage.sync()
        return TornTail(
            segment: scan.reader.name, offset: scan.endOffset,
            bytes: endOfBytes - scan.endOffset, reason: reason)
    }
}

extension LogError {
    /// Whether it says that a part of the log is missing or damaged.
    fileprivate var isLoss: Bool {
        switch self {
        case .corrupt, .missing: true
        default: false
        }
    }

    /// Runs file calls; their errors become the log's.
    static func translating<Result>(
        _ body: () throws(FileError) -> Result
    ) throws(LogError) -> Result {
        do throws(FileError) {
            return try body()
        } catch {
            throw LogError(error)
        }
    }
}
