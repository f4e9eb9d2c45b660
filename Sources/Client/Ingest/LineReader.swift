package import Platform

/// Reads a file line by line, knowing where each line ends.
///
/// Places are those of the content: of a gzip file, as it is unpacked.
package struct LineReader {
    package let input: InputFile
    private var buffer: [UInt8] = []
    private var start = 0
    /// How much of the content has been read into the buffer.
    private var loaded: Int64 = 0
    /// Where the content is taken to end.
    private var end = Int64.max
    private(set) var lineNumber = 0
    /// The CRC-32 of everything before the next line.
    package private(set) var checksum = CRC32()

    package var path: String { input.path }

    /// Where the next line begins.
    package var offset: Int64 { loaded - Int64(buffer.count - start) }

    /// Where in the buffer the content is taken to end.
    private var limit: Int {
        end < loaded ? max(start, buffer.count - Int(loaded - end)) : buffer.count
    }

    /// Whether the next line is read already.
    var hasNextAtHand: Bool { buffer[start..<limit].contains(UInt8(ascii: "\n")) }

    init(path: String) throws(ClientFailure) {
        input = try InputFile(path: path)
    }

    /// Passes over the content up to `target`, or to its end if that comes first.
    mutating func pass(to target: Int64) throws(ClientFailure) {
        end = target
        repeat {
            let passed = Array(buffer[start..<limit])
            checksum.update(passed.span)
            lineNumber += passed.count { $0 == UInt8(ascii: "\n") }
            start = limit
            if end <= loaded { break }
        } while try fill()
        end = .max
    }

    /// Takes the content to end at `target`.
    mutating func end(at target: Int64) {
        end = target
    }

    /// Takes the content as it is again.
    mutating func endWithFile() {
        end = .max
    }

    /// The next line without its line end, or `nil` where no line end is to come.
    ///
    /// Then `rest` may hold the beginning of a line that is still being written.
    mutating func next() throws(ClientFailure) -> [UInt8]? {
        var searched = start
        while true {
            let limit = limit
            if let end = buffer[searched..<limit].firstIndex(of: UInt8(ascii: "\n")) {
                lineNumber += 1
                return take(upTo: end, rawEnd: end + 1)
            }
            if limit - start > ClientLimits.lineBytesMax {
                throw ClientFailure(
                    "\(path), line \(lineNumber + 1): the line is longer than 1 MiB")
            }
            if end <= loaded { return nil }
            searched = limit - start
            guard try fill() else { return nil }
        }
    }

    /// What lies behind the last line end.
    var rest: [UInt8] { LineReader.content(of: buffer[start..<limit], at: offset) }

    /// Takes what lies behind the last line end as a line.
    mutating func takeRest() {
        let limit = limit
        _ = take(upTo: limit, rawEnd: limit)
    }

    private mutating func take(upTo end: Int, rawEnd: Int) -> [UInt8] {
        let raw = Array(buffer[start..<rawEnd])
        let line = LineReader.content(of: buffer[start..<end], at: offset)
        checksum.update(raw.span)
        start = rawEnd
        return line
    }

    /// A line without what some programs put around it: a byte order mark, a carriage return.
    private static func content(of line: ArraySlice<UInt8>, at offset: Int64) -> [UInt8] {
        var line = line
        if offset == 0, line.starts(with: InputFormat.byteOrderMark) {
            line.removeFirst(InputFormat.byteOrderMark.count)
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return Array(line)
    }

    /// Reads on; `false` at the end, as it is now.
    private mutating func fill() throws(ClientFailure) -> Bool {
        let bytes = try input.read()
        guard !bytes.isEmpty else { return false }
        buffer.removeSubrange(..<start)
        start = 0
        buffer += bytes
        loaded += Int64(bytes.count)
        return true
    }
}
