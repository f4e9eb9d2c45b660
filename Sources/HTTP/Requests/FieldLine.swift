import NIOCore

/// One line of a head or of trailers: where its name and its value stand.
struct FieldLine {
    let nameCount: Int
    /// Without blanks around it.
    let value: Range<Int>

    /// Reads a line that holds no control character but tabs.
    ///
    /// Refuses what is read in different ways by different servers: blanks in front of the name (a
    /// folded line) or of the colon, and anything else that is no name.
    init(_ bytes: Span<UInt8>) throws(ReadingError) {
        var colon = 0
        while colon < bytes.count, bytes[colon].isTokenCharacter { colon += 1 }
        guard colon > 0, colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else {
            throw .malformed
        }
        nameCount = colon
        value = bytes.trimmingBlanks(colon + 1..<bytes.count)
    }
}
