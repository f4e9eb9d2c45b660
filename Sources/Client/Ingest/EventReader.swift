/// Reads the events of a file; lines that are none stop it or are passed over.
package struct EventReader<Event: IngestEvent> {
    package var lines: LineReader
    let skipsInvalid: Bool
    package private(set) var skippedLines = 0
    /// How long the last line is when it has no end and is no JSON yet: it is still being written.
    package private(set) var unfinishedBytes = 0

    package init(path: String, skipsInvalid: Bool) throws(ClientFailure) {
        lines = try LineReader(path: path)
        self.skipsInvalid = skipsInvalid
    }

    /// The next event, or `nil` at the end of the file, as it is now.
    ///
    /// - Parameter takesRest: whether a last line without a line end is one when it is whole.
    package mutating func next(takesRest: Bool = true) throws(ClientFailure) -> Event? {
        unfinishedBytes = 0
        while let line = try lines.next() {
            if EventReader.isBlank(line) { continue }
            do throws(MalformedLine) {
                return try Event(line: line)
            } catch {
                try passOver(error, line: lines.lineNumber)
            }
        }
        let rest = lines.rest
        if EventReader.isBlank(rest) { return nil }
        guard takesRest else {
            unfinishedBytes = rest.count
            return nil
        }
        do throws(MalformedLine) {
            let event = try Event(line: rest)
            lines.takeRest()
            return event
        } catch {
            if error.isUnreadable {
                unfinishedBytes = rest.count
            } else {
                try passOver(error, line: lines.lineNumber + 1)
                lines.takeRest()
            }
            return nil
        }
    }

    private mutating func passOver(_ error: MalformedLine, line: Int) throws(ClientFailure) {
        guard skipsInvalid else {
            throw ClientFailure("\(lines.path), line \(line): \(error.description)")
        }
        skippedLines += 1
    }

    private static func isBlank(_ line: [UInt8]) -> Bool {
        line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}
