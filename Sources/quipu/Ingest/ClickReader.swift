/// Reads the clicks of a file; lines that are none stop it or are passed over.
struct ClickReader {
    var lines: LineReader
    let skipsInvalid: Bool
    private(set) var skippedLines = 0

    init(path: String, skipsInvalid: Bool) throws(Failure) {
        lines = try LineReader(path: path)
        self.skipsInvalid = skipsInvalid
    }

    /// The next click, or `nil` at the end of the file.
    mutating func next() throws(Failure) -> Click? {
        while let line = try lines.next() {
            if line.isEmpty { continue }
            do throws(Click.Malformed) {
                return try Click(line: line)
            } catch {
                guard skipsInvalid else {
                    throw Failure("\(lines.path), line \(lines.lineNumber): \(error.description)")
                }
                skippedLines += 1
            }
        }
        return nil
    }
}
