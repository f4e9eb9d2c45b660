/// Turns bits into symbols by a canonical Huffman code (RFC 1951, 3.2.2), one lookup each.
struct HuffmanDecoder {
    /// For every value of the next `width` bits: symbol << 4 | length of its code; 0 is no code.
    private let entries: [UInt16]
    private let width: Int

    /// Builds the code whose symbol `i` has `lengths[i]` bits (0 = unused, at most 15).
    ///
    /// Refuses lengths that name more codes than there are. An incomplete code is let through, as
    /// the format allows one for a lone distance; bits that are no code then fail when met.
    init(lengths: ArraySlice<UInt8>) throws(CompressionError) {
        var counts = [Int](repeating: 0, count: 16)
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0
        var codesLeft = 1
        for length in 1...15 {
            codesLeft = codesLeft << 1 - counts[length]
            if codesLeft < 0 { throw .corrupt }
        }
        width = counts.lastIndex { $0 > 0 } ?? 0
        var nextCode = [Int](repeating: 0, count: 17)
        for length in 1...15 { nextCode[length + 1] = (nextCode[length] + counts[length]) << 1 }
        var entries = [UInt16](repeating: 0, count: 1 << width)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let length = Int(length)
            // Codes are written most significant bit first, everything else least first.
            let reversed = HuffmanDecoder.reverse(nextCode[length], bits: length)
            nextCode[length] += 1
            for index in stride(from: reversed, to: 1 << width, by: 1 << length) {
                entries[index] = UInt16(symbol << 4 | length)
            }
        }
        self.entries = entries
    }

    func symbol(from bits: inout BitReader) throws(CompressionError) -> Int {
        let entry = entries[bits.peek(width)]
        if entry == 0 { throw .corrupt }
        try bits.skip(Int(entry & 15))
        return Int(entry >> 4)
    }

    static func reverse(_ code: Int, bits: Int) -> Int {
        var code = code
        var reversed = 0
        for _ in 0..<bits {
            reversed = reversed << 1 | code & 1
            code >>= 1
        }
        return reversed
    }
}
