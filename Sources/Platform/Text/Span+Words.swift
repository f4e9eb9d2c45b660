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
        return extracting(range).shortWord
    }

    /// All bytes, one to eight, as a little-endian number, extended with zeros.
    ///
    /// Two loads that overlap, or three for less than four bytes: the same byte twice changes nothing.
    @inlinable
    @inline(__always)
    package var shortWord: UInt64 {
        if count >= 4 {
            let last = count &- 4
            return UInt64(halfWord(at: 0)) | UInt64(halfWord(at: last)) &<< (UInt64(last) &* 8)
        }
        let middle = count &>> 1
        let last = count &- 1
        return UInt64(self[0]) | UInt64(self[middle]) &<< (UInt64(middle) &* 8)
            | UInt64(self[last]) &<< (UInt64(last) &* 8)
    }

    /// Four bytes as a little-endian number.
    @inlinable
    @inline(__always)
    package func halfWord(at index: Int) -> UInt32 {
        let word = extracting(index..<index &+ 4)
        return UInt32(word[0]) | UInt32(word[1]) &<< 8 | UInt32(word[2]) &<< 16
            | UInt32(word[3]) &<< 24
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
