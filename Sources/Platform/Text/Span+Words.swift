// Comparing bytes where they lie, eight at a time.
//
// Compiled into the callers, in other modules too: parsers ask for every few bytes.

extension Span<UInt8> {
    /// Eight bytes as a little-endian number.
    ///
    /// Cut out first, so that one check of the bounds is enough and the optimizer turns the eight
    /// reads into one load.
    @inlinable
    @inline(__always)
    package func word(at index: Int) -> UInt64 {
        let word = extracting(index..<index &+ 8)
        let low =
            UInt64(word[0]) | UInt64(word[1]) &<< 8 | UInt64(word[2]) &<< 16
            | UInt64(word[3]) &<< 24
        let high =
            UInt64(word[4]) | UInt64(word[5]) &<< 8 | UInt64(word[6]) &<< 16
            | UInt64(word[7]) &<< 24
        return low | high &<< 32
    }

    /// The first eight bytes of a range as a little-endian number, extended with zeros.
    @inlinable
    @inline(__always)
    package func firstWord(in range: Range<Int>) -> UInt64 {
        if range.isEmpty { return 0 }
        if count - range.lowerBound >= 8 {
            // What comes after the range is shifted out.
            let unwanted = UInt64(8 &- Swift.min(range.count, 8)) &* 8
            return (word(at: range.lowerBound) &<< unwanted) &>> unwanted
        }
        var word: UInt64 = 0
        for index in range.reversed() { word = word &<< 8 | UInt64(self[index]) }
        return word
    }

    @inlinable
    @inline(__always)
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while count &- index >= 8 {
            guard word(at: index) == other.word(at: index) else { return false }
            index &+= 8
        }
        while index < count {
            guard self[index] == other[index] else { return false }
            index &+= 1
        }
        return true
    }
}
