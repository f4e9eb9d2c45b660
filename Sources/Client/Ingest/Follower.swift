import Platform

/// Counts a file while it is being written, through its rotations, until it is told to stop.
///
/// A rotation gives the file another name and makes a new one, or copies it and cuts it off. Either
/// way what was counted is found again by its content: in the file, or in those that the rotation
/// made of it (`RotatedFiles`), and so this may also be broken off and begun again in between.
package struct Follower<Event: IngestEvent> {
    private static var pause: Duration { .milliseconds(200) }

    let path: String
    let skipsInvalid: Bool
    let stop: StopRequest
    private let report: @Sendable (String) -> Void
    package private(set) var ingestion: Ingestion<Event>
    package private(set) var skippedLines = 0

    /// - Parameter report: called with what is worth telling while it goes on.
    package init(
        path: String, skipsInvalid: Bool, stop: StopRequest, ingestion: Ingestion<Event>,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.path = path
        self.skipsInvalid = skipsInvalid
        self.stop = stop
        self.ingestion = ingestion
        self.report = report
    }

    /// Counts until it is told to stop.
    package mutating func run() async throws {
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
        var reader: EventReader<Event>
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
                    report(
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

    private func change(of input: InputFile) throws(ClientFailure) -> Change? {
        let present: FileStatus?
        do throws(FileError) {
            present = try FileCalls.status(ofFile: path)
        } catch {
            throw ClientFailure("\(path) cannot be read: \(error.message)")
        }
        // Between the two steps of a rotation there is none.
        guard let present else { return nil }
        if present.identity != input.identity {
            // As long as the new one is empty, its writer may not have noticed.
            return present.bytes > 0 ? .replaced : nil
        }
        return try input.isRewritten ? .cutOff : nil
    }

    private func filesAfter(_ change: Change) throws(ClientFailure) -> [Candidate] {
        if let found = try located() { return found }
        if change == .cutOff {
            report("\(path) was cut off; going on at its beginning")
        }
        return [Candidate(reader: try open(path), isBegun: false)]
    }

    private func filesToRead(orElse fresh: [EventReader<Event>]?) throws(ClientFailure)
        -> [Candidate]
    {
        if let fresh { return fresh.map { Candidate(reader: $0, isBegun: false) } }
        if let found = try located() { return found }
        throw ingestion.isAnother("Neither \(path) nor what it was before a rotation")
    }

    /// The file that begins with what is counted, and all that were made after it; `nil` when there
    /// is none.
    private func located() throws(ClientFailure) -> [Candidate]? {
        var younger: [Candidate] = []
        for path in [path] + (try RotatedFiles.of(path)) {
            let isOurs: Bool
            do throws(ClientFailure) {
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

    private func open(_ path: String) throws(ClientFailure) -> EventReader<Event> {
        let reader = try EventReader<Event>(path: path, skipsInvalid: skipsInvalid)
        guard reader.lines.input.isFile else {
            throw ClientFailure("\(path) is no file; --follow reads files")
        }
        return reader
    }
}
