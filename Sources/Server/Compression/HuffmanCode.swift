/// A canonical Huffman code made for the symbols of one block.
struct HuffmanCode {
    /// Bits of each symbol's code; 0 for symbols that do not occur.
    let lengths: [UInt8]
    /// Each symbol's code, its bits in the order in which they are sent.
    let codes: [Int]

    /// The best code of at most `lengthMax` bits, or close to it.
    init(frequencies: [Int], lengthMax: Int) {
        var frequencies = frequencies
        var lengths = HuffmanCode.lengths(of: frequencies)
        // Flattening the frequencies shortens the longest code; it happens to hardly any text.
        while let longest = lengths.max(), Int(longest) > lengthMax {
            for index in frequencies.indices where frequencies[index] > 0 {
                frequencies[index] = (frequencies[index] + 1) / 2 + 1
            }
            lengths = HuffmanCode.lengths(of: frequencies)
        }
        self.init(lengths: lengths)
    }

    init(lengths: [UInt8]) {
        var counts = [Int](repeating: 0, count: 17)
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var nextCode = [Int](repeating: 0, count: 17)
        for length in 1..<16 { nextCode[length + 1] = (nextCode[length] + counts[length]) << 1 }
        self.lengths = lengths
        codes = lengths.map { length in
            guard length > 0 else { return 0 }
            defer { nextCode[Int(length)] += 1 }
            return HuffmanDecoder.reverse(nextCode[Int(length)], bits: Int(length))
        }
    }

    /// Huffman's construction with two queues: leaves by frequency, and pairs, which come out of
    /// it in order by themselves.
    private static func lengths(of frequencies: [Int]) -> [UInt8] {
        var lengths = [UInt8](repeating: 0, count: frequencies.count)
        let leaves = frequencies.indices.filter { frequencies[$0] > 0 }
            .sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
        if leaves.count < 2 {
            // A code of one symbol still needs a bit for it.
            if let only = leaves.first { lengths[only] = 1 }
            return lengths
        }
        var weights = leaves.map { frequencies[$0] }
        var parents = [Int](repeating: 0, count: 2 * leaves.count - 1)
        var nextLeaf = 0
        var nextPair = leaves.count
        func takeLightest() -> Int {
            let takesLeaf =
                nextLeaf < leaves.count
                && (nextPair >= weights.count || weights[nextLeaf] <= weights[nextPair])
            defer { if takesLeaf { nextLeaf += 1 } else { nextPair += 1 } }
            return takesLeaf ? nextLeaf : nextPair
        }
        while weights.count < parents.count {
            let first = takeLightest()
            let second = takeLightest()
            parents[first] = weights.count
            parents[second] = weights.count
            weights.append(weights[first] + weights[second])
        }
        var depths = [Int](repeating: 0, count: parents.count)
        for index in stride(from: parents.count - 2, through: 0, by: -1) {
            depths[index] = depths[parents[index]] + 1
        }
        for (index, symbol) in leaves.enumerated() {
            lengths[symbol] = UInt8(min(depths[index], 255))
        }
        return lengths
    }
}
