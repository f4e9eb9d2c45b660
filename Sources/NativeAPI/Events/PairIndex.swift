/// Gives every pair of small numbers that differs from the others a number of its own, in the order of
/// their first appearance.
struct PairIndex {
    /// The pairs by their numbers.
    private(set) var pairs: [(first: Int32, second: Int32)] = []
    /// Numbers by hash, -1 where there is none; at most half full.
    private var cells = [Int32](repeating: -1, count: 64)
    /// Random, so that a client cannot choose pairs that meet in one cell.
    private let seed = UInt64.random(in: 0 ... .max)

    var count: Int { pairs.count }

    /// The number of a pair; a new one's is the count before.
    mutating func number(of first: Int, _ second: Int) -> Int {
        let pair = (
            first: Int32(truncatingIfNeeded: first), second: Int32(truncatingIfNeeded: second)
        )
        var cell = hash(pair) & (cells.count - 1)
        while cells[cell] >= 0 {
            let number = Int(cells[cell])
            if pairs[number] == pair { return number }
            cell = (cell + 1) & (cells.count - 1)
        }
        let number = pairs.count
        cells[cell] = Int32(truncatingIfNeeded: number)
        pairs.append(pair)
        if pairs.count * 2 > cells.count { grow() }
        return number
    }

    private mutating func grow() {
        let count = cells.count * 2
        cells = [Int32](repeating: -1, count: count)
        for (number, pair) in pairs.enumerated() {
            var cell = hash(pair) & (count - 1)
            while cells[cell] >= 0 { cell = (cell + 1) & (count - 1) }
            cells[cell] = Int32(truncatingIfNeeded: number)
        }
    }

    /// The finisher of SplitMix64 over the seeded pair.
    private func hash(_ pair: (first: Int32, second: Int32)) -> Int {
        var word = UInt64(UInt32(bitPattern: pair.first)) << 32
        word |= UInt64(UInt32(bitPattern: pair.second))
        word ^= seed
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (word ^ (word >> 31)) >> 1)
    }
}
