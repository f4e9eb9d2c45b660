/// The line in front of a chunk: its size, and extensions, which mean nothing here.
struct ChunkLine {
    let size: Int

    /// Reads a line that holds no control character but tabs.
    init(_ line: Span<UInt8>) throws(ReadingError) {
        var size = 0
        var index = 0
        while index < line.count, let digit = line[index].hexadecimalValue {
            guard size <= Int.max >> 4 else { throw .malformed }
            size = size << 4 | digit
            index += 1
        }
        guard index > 0 else { throw .malformed }
        self.size = size
        // They are checked all the same: a proxy that reads them differently finds other chunks.
        while index < line.count {
            index = try ChunkLine.end(ofExtensionAt: index, in: line)
        }
    }

    /// Where `;name`, `;name=value` or `;name="value"` ends.
    private static func end(
        ofExtensionAt start: Int, in line: Span<UInt8>
    ) throws(ReadingError) -> Int {
        guard line[start] == UInt8(ascii: ";") else { throw .malformed }
        let nameEnd = try end(ofTokenAt: start + 1, in: line)
        guard nameEnd < line.count, line[nameEnd] == UInt8(ascii: "=") else { return nameEnd }
        let valueStart = nameEnd + 1
        let isQuoted = valueStart < line.count && line[valueStart] == UInt8(ascii: "\"")
        return try isQuoted
            ? end(ofQuotedAt: valueStart, in: line) : end(ofTokenAt: valueStart, in: line)
    }

    private static func end(
        ofTokenAt start: Int, in line: Span<UInt8>
    ) throws(ReadingError) -> Int {
        var index = start
        while index < line.count, line[index].isTokenCharacter { index += 1 }
        guard index > start else { throw .malformed }
        return index
    }

    private static func end(
        ofQuotedAt start: Int, in line: Span<UInt8>
    ) throws(ReadingError) -> Int {
        var index = start + 1
        while index < line.count, line[index] != UInt8(ascii: "\"") {
            index += line[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < line.count else { throw .malformed }
        return index + 1
    }
}
