/// Fixed-width numbers at a place in bytes. The caller has checked that they are within.
///
/// The place is cut out first: one check of the bounds instead of four, and then one load or store.
/// (For a mutable span the standard library of Swift 6.3 has that only under an underscored name.)
extension Span where Element == UInt8 {
    func word32(at offset: Int) -> UInt32 {
        let word = extracting(offset..<offset + 4)
        return UInt32(word[0]) | UInt32(word[1]) << 8 | UInt32(word[2]) << 16
            | UInt32(word[3]) << 24
    }

    func double(at offset: Int) -> Double {
        let low = UInt64(word32(at: offset))
        let high = UInt64(word32(at: offset + 4))
        return Double(bitPattern: high << 32 | low)
    }
}

extension MutableSpan where Element == UInt8 {
    mutating func store(word32 word: UInt32, at offset: Int) {
        var target = _mutatingExtracting(offset..<offset + 4)
        target[0] = UInt8(truncatingIfNeeded: word)
        target[1] = UInt8(truncatingIfNeeded: word >> 8)
        target[2] = UInt8(truncatingIfNeeded: word >> 16)
        target[3] = UInt8(truncatingIfNeeded: word >> 24)
    }

    mutating func store(double number: Double, at offset: Int) {
        let pattern = number.bitPattern
        store(word32: UInt32(truncatingIfNeeded: pattern), at: offset)
        store(word32: UInt32(truncatingIfNeeded: pattern >> 32), at: offset + 4)
    }
}
