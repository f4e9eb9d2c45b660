/// The tokens of one deflate block and how often each symbol occurs in it.
struct Block {
    private(set) var tokens: [Matcher.Token] = []
    private(set) var literalFrequencies = [Int](repeating: 0, count: 286)
    private(set) var distanceFrequencies = [Int](repeating: 0, count: 30)

    init() {
        literalFrequencies[DeflateTables.endOfBlock] = 1
    }

    mutating func append(_ token: Matcher.Token) {
        tokens.append(token)
        if token.distance == 0 {
            literalFrequencies[Int(token.length)] += 1
        } else {
            literalFrequencies[257 + Block.lengthIndices[Int(token.length)]] += 1
            distanceFrequencies[Block.distanceSymbol(Int(token.distance))] += 1
        }
    }

    /// For each match length, the index of its row in `DeflateTables.lengthBases`.
    static let lengthIndices: [Int] = (0...258).map { length in
        DeflateTables.lengthBases.lastIndex { $0 <= length } ?? 0
    }

    static func distanceSymbol(_ distance: Int) -> Int {
        // Each pair of symbols covers a power of two; the bit below the highest tells them apart.
        if distance < 5 { return distance - 1 }
        let highBit = Int.bitWidth - 1 - (distance - 1).leadingZeroBitCount
        return 2 * highBit + (distance - 1) >> (highBit - 1) & 1
    }
}

/// The codes for one block, and what the block would take with each kind of code.
struct BlockPlan {
    static let fixedLiterals = HuffmanCode(lengths: DeflateTables.fixedLiteralLengths)
    static let fixedDistances = HuffmanCode(lengths: DeflateTables.fixedDistanceLengths)

    let literals: HuffmanCode
    let distances: HuffmanCode
    let dynamicBits: Int
    let fixedBits: Int
    private let lengthCode: HuffmanCode
    /// The code lengths of both codes, run-length encoded: symbol, and the value of its extra bits.
    private let lengthTokens: [(symbol: Int, extra: Int)]
    private let literalCount: Int
    private let distanceCount: Int
    private let lengthCount: Int

    init(_ block: Block) {
        literals = HuffmanCode(frequencies: block.literalFrequencies, lengthMax: 15)
        // Some decoders want at least one distance, used or not.
        var distanceFrequencies = block.distanceFrequencies
        if !distanceFrequencies.contains(where: { $0 > 0 }) { distanceFrequencies[0] = 1 }
        distances = HuffmanCode(frequencies: distanceFrequencies, lengthMax: 15)
        literalCount = max(257, (literals.lengths.lastIndex { $0 > 0 } ?? 0) + 1)
        distanceCount = (distances.lengths.lastIndex { $0 > 0 } ?? 0) + 1
        lengthTokens = BlockPlan.runs(
            literals.lengths[..<literalCount] + distances.lengths[..<distanceCount])
        var lengthFrequencies = [Int](repeating: 0, count: 19)
        for token in lengthTokens { lengthFrequencies[token.symbol] += 1 }
        let lengthCode = HuffmanCode(frequencies: lengthFrequencies, lengthMax: 7)
        self.lengthCode = lengthCode
        let lastUsed = DeflateTables.codeLengthOrder.lastIndex { lengthCode.lengths[$0] > 0 }
        lengthCount = max(4, (lastUsed ?? 0) + 1)
        let headerBits =
            14 + 3 * lengthCount
            + lengthTokens.reduce(0) {
                $0 + Int(lengthCode.lengths[$1.symbol]) + BlockPlan.extraBits(of: $1.symbol)
            }
        dynamicBits =
            3 + headerBits + BlockPlan.bits(of: block, literals: literals, distances: distances)
        fixedBits =
            3
            + BlockPlan.bits(
                of: block, literals: BlockPlan.fixedLiterals, distances: BlockPlan.fixedDistances)
    }

    func writeCodes(to bits: inout BitWriter) {
        bits.write(literalCount - 257, bits: 5)
        bits.write(distanceCount - 1, bits: 5)
        bits.write(lengthCount - 4, bits: 4)
        for symbol in DeflateTables.codeLengthOrder[..<lengthCount] {
            bits.write(Int(lengthCode.lengths[symbol]), bits: 3)
        }
        for token in lengthTokens {
            bits.write(
                lengthCode.codes[token.symbol], bits: Int(lengthCode.lengths[token.symbol]))
            bits.write(token.extra, bits: BlockPlan.extraBits(of: token.symbol))
        }
    }

    private static func bits(
        of block: Block, literals: HuffmanCode, distances: HuffmanCode
    ) -> Int {
        var total = 0
        for (symbol, frequency) in block.literalFrequencies.enumerated() where frequency > 0 {
            let extra = symbol > 256 ? DeflateTables.lengthExtraBits[symbol - 257] : 0
            total += frequency * (Int(literals.lengths[symbol]) + extra)
        }
        for (symbol, frequency) in block.distanceFrequencies.enumerated() where frequency > 0 {
            let extra = DeflateTables.distanceExtraBits[symbol]
            total += frequency * (Int(distances.lengths[symbol]) + extra)
        }
        return total
    }

    private static func extraBits(of symbol: Int) -> Int {
        switch symbol {
        case 16: 2
        case 17: 3
        case 18: 7
        default: 0
        }
    }

    /// RFC 1951, 3.2.7: 16 repeats the last length 3-6 times, 17 and 18 stand for runs of zeros.
    private static func runs(_ lengths: ArraySlice<UInt8>) -> [(symbol: Int, extra: Int)] {
        var tokens: [(symbol: Int, extra: Int)] = []
        var index = lengths.startIndex
        while index < lengths.endIndex {
            let value = lengths[index]
            let run = lengths[index...].prefix { $0 == value }.count
            index += run
            var left = run
            if value != 0 {
                tokens.append((Int(value), 0))
                left -= 1
            }
            while left > 0 {
                if value == 0, left >= 11 {
                    let taken = min(left, 138)
                    tokens.append((18, taken - 11))
                    left -= taken
                } else if left >= 3 {
                    let taken = min(left, value == 0 ? 10 : 6)
                    tokens.append(value == 0 ? (17, taken - 3) : (16, taken - 3))
                    left -= taken
                } else {
                    tokens.append((Int(value), 0))
                    left -= 1
                }
            }
        }
        return tokens
    }
}
