/// Unpacks one stream of the deflate format (RFC 1951).
struct Inflater {
    private var bits: BitReader
    private var output: [UInt8]
    private let outputBytesMax: Int

    /// Unpacks the stream that starts at `start`, appending to `output`, and returns where it ends.
    ///
    /// `output` never grows past `outputBytesMax`, however small the input is.
    static func inflate(
        _ bytes: [UInt8], from start: Int, into output: inout [UInt8], outputBytesMax: Int
    ) throws(CompressionError) -> Int {
        var inflater = Inflater(
            bits: BitReader(bytes, from: start), output: output, outputBytesMax: outputBytesMax)
        // The array is ours alone while we append to it.
        output = []
        try inflater.run(historyStart: inflater.output.count)
        output = inflater.output
        return inflater.bits.position
    }

    private mutating func run(historyStart: Int) throws(CompressionError) {
        var isLast = false
        while !isLast {
            isLast = try bits.read(1) == 1
            switch try bits.read(2) {
            case 0: try copyStored()
            case 1: try inflateBlock(FixedCode.shared, historyStart: historyStart)
            case 2: try inflateBlock(try readCode(), historyStart: historyStart)
            default: throw .corrupt
            }
        }
        try bits.alignToByte()
    }

    private mutating func copyStored() throws(CompressionError) {
        try bits.alignToByte()
        let length = try bits.read(16)
        guard try bits.read(16) == length ^ 0xFFFF else { throw .corrupt }
        let stored = try bits.readBytes(length)
        guard length <= outputBytesMax - output.count else { throw .tooLarge }
        output.append(contentsOf: stored)
    }

    private mutating func inflateBlock(
        _ code: BlockCode, historyStart: Int
    ) throws(CompressionError) {
        while true {
            let symbol = try code.literals.symbol(from: &bits)
            if symbol < 256 {
                guard output.count < outputBytesMax else { throw .tooLarge }
                output.append(UInt8(symbol))
                continue
            }
            if symbol == DeflateTables.endOfBlock { return }
            guard symbol - 257 < DeflateTables.lengthBases.count else { throw .corrupt }
            let length =
                DeflateTables.lengthBases[symbol - 257]
                + (try bits.read(DeflateTables.lengthExtraBits[symbol - 257]))
            let distanceSymbol = try code.distances.symbol(from: &bits)
            guard distanceSymbol < DeflateTables.distanceBases.count else { throw .corrupt }
            let distance =
                DeflateTables.distanceBases[distanceSymbol]
                + (try bits.read(DeflateTables.distanceExtraBits[distanceSymbol]))
            guard distance <= output.count - historyStart else { throw .corrupt }
            guard length <= outputBytesMax - output.count else { throw .tooLarge }
            // Byte by byte: a copy may overlap what it writes.
            let start = output.count - distance
            for index in start..<start + length { output.append(output[index]) }
        }
    }

    /// Reads the codes that a dynamic block brings along (RFC 1951, 3.2.7).
    private mutating func readCode() throws(CompressionError) -> BlockCode {
        let literalCount = try bits.read(5) + 257
        let distanceCount = try bits.read(5) + 1
        let lengthCount = try bits.read(4) + 4
        guard literalCount <= 286 else { throw .corrupt }
        var lengthLengths = [UInt8](repeating: 0, count: 19)
        for index in 0..<lengthCount {
            lengthLengths[DeflateTables.codeLengthOrder[index]] = UInt8(try bits.read(3))
        }
        let lengthCode = try HuffmanDecoder(lengths: lengthLengths[...])
        var lengths: [UInt8] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try lengthCode.symbol(from: &bits)
            switch symbol {
            case 0..<16: lengths.append(UInt8(symbol))
            case 16:
                guard let last = lengths.last else { throw .corrupt }
                lengths.append(contentsOf: repeatElement(last, count: 3 + (try bits.read(2))))
            case 17: lengths.append(contentsOf: repeatElement(0, count: 3 + (try bits.read(3))))
            default: lengths.append(contentsOf: repeatElement(0, count: 11 + (try bits.read(7))))
            }
        }
        guard lengths.count == literalCount + distanceCount, lengths[256] > 0 else {
            throw .corrupt
        }
        return BlockCode(
            literals: try HuffmanDecoder(lengths: lengths[..<literalCount]),
            distances: try HuffmanDecoder(lengths: lengths[literalCount...]))
    }
}

struct BlockCode {
    let literals: HuffmanDecoder
    let distances: HuffmanDecoder
}

/// The code that both sides know without sending it (RFC 1951, 3.2.6).
private enum FixedCode {
    static let shared: BlockCode = {
        do throws(CompressionError) {
            return BlockCode(
                literals: try HuffmanDecoder(lengths: DeflateTables.fixedLiteralLengths[...]),
                distances: try HuffmanDecoder(lengths: DeflateTables.fixedDistanceLengths[...]))
        } catch {
            preconditionFailure("The fixed code of RFC 1951 is a valid code.")
        }
    }()
}
