import SystemPackage

/// Counts a file while it is being written, through its rotations, until it is told to stop.
///
/// A rotation gives the file another name and makes a new one, or copies it and cuts it off. Either
/// way what was counted is found again by its content: in the file, or in those that the rotation
/// made of it (`RotatedFiles`), and so this may also be broken off and begun again in between.
struct Follower {
    private static let pause = Duration.milliseconds(200)

    let path: String
    let skipsInvalid: Bool
    let stop: StopRequest
    private(set) var ingestion: Ingestion
    private(set) var skippedLines = 0

    init(path: String, skipsInvalid: Bool, stop: StopRequest, ingestion: Ingestion) {
        self.path = path
        self.skipsInvalid = skipsInvalid
        self.stop = stop
        self.ingestion = ingestion
    }

    mutating func run() async throws {
        var files = try filesToRead(orElse: ingestion.isNew ? [try open(path)] : nil)
        while let reader = files.first, !stop.isMade {
            files.removeFirst()
            if let change = try await follow(reader, isLast: files.isEmpty) {
                files = try filesAfter(change)
            }
        }
        try await ingestion.confirm()
    }

    /// What happened to the file that was read.
    private enum Change {
        /// There is another one in its place.
        case replaced
        /// It has been cut off, and perhaps written anew.
        case cutOff
    }

    /// A file that is to be read, and whether its beginning is counted.
    private struct Candidate {
        var reader: ClickReader
        let isBegun: Bool
    }

    /// Counts one file; the last one for as long as it stays the one that is written.
    private mutating func follow(
        _ candidate: Candidate, isLast: Bool
    ) async throws -> Change? {
        var reader = candidate.reader
        if candidate.isBegun { try await ingestion.resume(&reader) } else { ingestion.beginFile() }
        defer { skippedLines += reader.skippedLines }
        while !stop.isMade {
            // Looked at before reading: then nothing is missed that was written before it happened.
            let change = isLast ? try change(of: reader.lines.input) : nil
            if change != .cutOff {
                try await ingestion.count(
                    &reader, takesRest: !isLast || change == .replaced,
                    isStopped: { [stop] in stop.isMade })
            }
            if !isLast || change != nil {
                if !stop.isMade, reader.unfinishedBytes > 0 {
                    Terminal.note(
                        """
                        \(reader.lines.path) ends within a line, which is not counted \
                        (\(Readable.count(reader.unfinishedBytes)) bytes)
                        """)
                }
                return change
            }
            try await ingestion.confirm()
            try await Task.sleep(for: Follower.pause)
        }
        return nil
    }

    private func change(of input: InputFile) throws(Failure) -> Change? {
        let present: Stat
        do throws(Errno) {
            present = try FilePath(path).stat()
        } catch .noSuchFileOrDirectory {
            // Between the two steps of a rotation.
            return nil
        } catch {
            throw Failure("\(path) cannot be read: \(error)")
        }
        if InputFile.Identity(present) != input.identity {
            // As long as the new one is empty, its writer may not have noticed.
            return present.size > 0 ? .replaced : nil
        }
        return try input.isRewritten ? .cutOff : nil
    }

    private func filesAfter(_ change: Change) throws(Failure) -> [Candidate] {
        if let found = try located() { return found }
        if change == .cutOff {
            Terminal.note("\(path) was cut off; going on at its beginning")
        }
        return [Candidate(reader: try open(path), isBegun: false)]
    }

    private func filesToRead(orElse fresh: [ClickReader]?) throws(Failure) -> [Candidate] {
        if let fresh { return fresh.map { Candidate(reader: $0, isBegun: false) } }
        if let found = try located() { return found }
        throw ingestion.isAnother("Neither \(path) nor what it was before a rotation")
    }

    /// The file that begins with what is counted, and all that were made after it; `nil` when there
    /// is none.
    private func located() throws(Failure) -> [Candidate]? {
        var younger: [Candidate] = []
        for path in [path] + (try RotatedFiles.of(path)) {
            let isOurs: Bool
            do throws(Failure) {
                var reader = try open(path)
                isOurs = try ingestion.isAbout(&reader)
            } catch {
                // One that is gone by now, or cannot be read, is not the one.
                if path == self.path { throw error }
                continue
            }
            let fresh = try open(path)
            if isOurs { return [Candidate(reader: fresh, isBegun: true)] + younger }
            younger.insert(Candidate(reader: fresh, isBegun: false), at: 0)
        }
        return nil
    }

    private func open(_ path: String) throws(Failure) -> ClickReader {
        let reader = try ClickReader(path: path, skipsInvalid: skipsInvalid)
        guard reader.lines.input.isFile else {
            throw Failure("\(path) is no file; --follow reads files")
        }
        return reader
    }
}
