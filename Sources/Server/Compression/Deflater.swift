/// Packs bytes into the deflate format (RFC 1951): matches first, then per block the cheapest code.
struct Deflater {
    private static let tokensPerBlock = 16 << 10

    private var bits: BitWriter
    private let bytes: [UInt8]

    /// Returns `header` followed by `bytes` as one deflate stream, ending on a whole byte.
    static func deflate(_ bytes: [UInt8], after header: [UInt8]) -> [UInt8] {
        var deflater = Deflater(
            bits: BitWriter(after: header, reservingBytes: bytes.count / 2 + 64), bytes: bytes)
        deflater.run()
        return deflater.bits.bytes
    }

    private mutating func run() {
        var matcher = Matcher(bytes)
        repeat {
            let start = matcher.position
            var block = Block()
            while !matcher.isAtEnd, block.tokens.count < Deflater.tokensPerBlock {
                block.append(matcher.next())
            }
            write(block, of: start..<matcher.position, isLast: matcher.isAtEnd)
        } while !matcher.isAtEnd
        bits.alignToByte()
    }

    private mutating func write(_ block: Block, of range: Range<Int>, isLast: Bool) {
        let plan = BlockPlan(block)
        // A stored piece has at most 65535 bytes; five bytes of each are its heading.
        let storedBits = 8 * (range.count + 5 * (range.count / 65_535 + 1))
        if storedBits <= min(plan.dynamicBits, plan.fixedBits) {
            writeStored(range, isLast: isLast)
            return
        }
        bits.write(isLast ? 1 : 0, bits: 1)
        if plan.fixedBits <= plan.dynamicBits {
            bits.write(1, bits: 2)
            write(
                block.tokens, literals: BlockPlan.fixedLiterals, distances: BlockPlan.fixedDistances
            )
        } else {
            bits.write(2, bits: 2)
            plan.writeCodes(to: &bits)
            write(block.tokens, literals: plan.literals, distances: plan.distances)
        }
    }

    private mutating func writeStored(_ range: Range<Int>, isLast: Bool) {
        var start = range.lowerBound
        repeat {
            let end = min(range.upperBound, start + 65_535)
            bits.write(isLast && end == range.upperBound ? 1 : 0, bits: 1)
            bits.write(0, bits: 2)
            bits.alignToByte()
            bits.write(end - start, bits: 16)
            bits.write((end - start) ^ 0xFFFF, bits: 16)
            bits.append(bytes[start..<end])
            start = end
        } while start < range.upperBound
    }

    private mutating func write(
        _ tokens: [Matcher.Token], literals: HuffmanCode, distances: HuffmanCode
    ) {
        for token in tokens {
            if token.distance == 0 {
                let literal = Int(token.length)
                bits.write(literals.codes[literal], bits: Int(literals.lengths[literal]))
                continue
            }
            let length = Int(token.length)
            let lengthIndex = Block.lengthIndices[length]
            let lengthSymbol = 257 + lengthIndex
            bits.write(literals.codes[lengthSymbol], bits: Int(literals.lengths[lengthSymbol]))
            bits.write(
                length - DeflateTables.lengthBases[lengthIndex],
                bits: DeflateTables.lengthExtraBits[lengthIndex])
            let distance = Int(token.distance)
            let symbol = Block.distanceSymbol(distance)
            bits.write(distances.codes[symbol], bits: Int(distances.lengths[symbol]))
            bits.write(
                distance - DeflateTables.distanceBases[symbol],
                bits: DeflateTables.distanceExtraBits[symbol])
        }
        let end = DeflateTables.endOfBlock
        bits.write(literals.codes[end], bits: Int(literals.lengths[end]))
    }
}
