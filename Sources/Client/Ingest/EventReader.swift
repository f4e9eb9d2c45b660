/// Reads the clicks of a file; lines that are none stop it or are passed over.
struct ClickReader {
    var lines: LineReader
    let skipsInvalid: Bool
    private(set) var skippedLines = 0
    /// How long the last line is when it has no end and is no JSON yet: it is still being written.
    private(set) var unfinishedBytes = 0

    init(path: String, skipsInvalid: Bool) throws(Failure) {
        lines = try LineReader(path: path)
        self.skipsInvalid = skipsInvalid
    }

    /// The next click, or `nil` at the end of the file, as it is now.
    ///
    /// - Parameter takesRest: whether a last line without a line end is one when it is whole.
    mutating func next(takesRest: Bool = true) throws(Failure) -> Click? {
        unfinishedBytes = 0
        while let line = try lines.next() {
            if ClickReader.isBlank(line) { continue }
            do throws(Click.Malformed) {
                return try Click(line: line)
            } catch {
                try passOver(error, line: lines.lineNumber)
            }
        }
        let rest = lines.rest
        if ClickReader.isBlank(rest) { return nil }
        guard takesRest else {
            unfinishedBytes = rest.count
            return nil
        }
        do throws(Click.Malformed) {
            let click = try Click(line: rest)
            lines.takeRest()
            return click
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

    private mutating func passOver(_ error: Click.Malformed, line: Int) throws(Failure) {
        guard skipsInvalid else {
            throw Failure("\(lines.path), line \(line): \(error.description)")
        }
        skippedLines += 1
    }

    private static func isBlank(_ line: [UInt8]) -> Bool {
        line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}
