import Platform

/// Finds the ends of lines in bytes that come in pieces, looking at each byte once.
struct LineScanner: Equatable {
    /// How many bytes of a line without an end were looked at.
    private(set) var scannedCount = 0

    /// The bytes of the line that `bytes` begin with, up to its CR LF; `nil` when it has not ended.
    ///
    /// Refuses control characters but tabs, and an end that is not both CR and LF: what one server
    /// takes for a line's end and the next one does not lets requests be smuggled past it.
    ///
    /// - Parameter countMax: how long the line may be. What stands behind that many bytes is not
    ///   judged, as the line is too long already: so the verdict is the same however bytes arrive.
    mutating func lineCount(
        in bytes: Span<UInt8>, countMax: Int
    ) throws(ReadingError) -> Int? {
        var index = scannedCount
        let count = bytes.count
        while true {
            index = LineScanner.skipPrintable(bytes, from: index)
            guard index < count else { break }
            let byte = bytes[index]
            if byte >= 0x20, byte != 0x7F {
                index += 1
            } else if byte == 0x0D {
                guard index + 1 < count else { break }
                guard bytes[index + 1] == 0x0A else {
                    guard index > countMax else { throw .malformed }
                    break
                }
                scannedCount = 0
                return index
            } else if byte == 0x09 {
                index += 1
            } else {
                guard index > countMax else { throw .malformed }
                break
            }
        }
        scannedCount = index
        return nil
    }

    /// Steps over bytes that are no control characters, eight at a time.
    ///
    /// - Returns: where one may stand; that is never too far.
    @inline(__always)
    private static func skipPrintable(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let (lows, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var index = start
        while bytes.count - index >= 8 {
            let word = bytes.word(at: index)
            let deletes = word ^ lows &* 0x7F
            // A byte's highest bit is set here if it is below a blank, or a delete. A borrow from it
            // can only mislead about the bytes after it.
            let special = ((word &- lows &* 0x20) & ~word | (deletes &- lows) & ~deletes) & highs
            if special != 0 { return index + special.trailingZeroBitCount / 8 }
            index += 8
        }
        return index
    }
}
