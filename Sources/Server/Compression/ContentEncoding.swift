/// The two content encodings of the DynamoDB protocol, for requests and responses.
package enum ContentEncoding: String, Sendable {
    case gzip
    /// The zlib format (RFC 1950), in spite of its HTTP name.
    case deflate

    /// Packs a body.
    package func encode(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .gzip:
            // No flags, no time, no extra flags, unknown system.
            let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
            var packed = Deflater.deflate(bytes, after: header)
            packed.append(littleEndian: CRC32.checksum(bytes))
            packed.append(littleEndian: UInt32(truncatingIfNeeded: bytes.count))
            return packed
        case .deflate:
            var packed = Deflater.deflate(bytes, after: [0x78, 0x9C])
            packed.append(littleEndian: Adler32.checksum(bytes).byteSwapped)
            return packed
        }
    }

    /// Unpacks a body of one or more members up to its last byte.
    ///
    /// An empty body is refused too: there is no such thing as zero members.
    package func decode(
        _ bytes: [UInt8], bytesMax: Int = ServerLimits.bodyBytesMax
    ) throws(CompressionError) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        repeat {
            let start = output.count
            position =
                switch self {
                case .gzip: try ContentEncoding.gzipHeaderEnd(bytes, from: position)
                case .deflate: try ContentEncoding.zlibHeaderEnd(bytes, from: position)
                }
            position = try Inflater.inflate(
                bytes, from: position, into: &output, outputBytesMax: bytesMax)
            let member = output[start...]
            switch self {
            case .gzip:
                guard try bytes.littleEndian(at: position) == CRC32.checksum(Array(member)),
                    try bytes.littleEndian(at: position + 4)
                        == UInt32(truncatingIfNeeded: member.count)
                else { throw .corrupt }
                position += 8
            case .deflate:
                let sum = Adler32.checksum(Array(member))
                guard try bytes.littleEndian(at: position).byteSwapped == sum else {
                    throw .corrupt
                }
                position += 4
            }
        } while position < bytes.count
        return output
    }

    /// Passes over a member's header (RFC 1952, 2.3): ten bytes and up to four optional fields.
    private static func gzipHeaderEnd(
        _ bytes: [UInt8], from start: Int
    ) throws(CompressionError) -> Int {
        guard bytes.count - start >= 10, bytes[start] == 0x1F, bytes[start + 1] == 0x8B,
            bytes[start + 2] == 8
        else { throw .corrupt }
        let flags = bytes[start + 3]
        // The three high bits are reserved: a field behind them could not be passed over.
        guard flags & 0xE0 == 0 else { throw .corrupt }
        var position = start + 10
        if flags & 4 != 0 {
            guard bytes.count - position >= 2 else { throw .corrupt }
            position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
        }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            guard position < bytes.count, let zero = bytes[position...].firstIndex(of: 0) else {
                throw .corrupt
            }
            position = zero + 1
        }
        if flags & 2 != 0 { position += 2 }
        guard position < bytes.count else { throw .corrupt }
        return position
    }

    private static func zlibHeaderEnd(
        _ bytes: [UInt8], from start: Int
    ) throws(CompressionError) -> Int {
        guard bytes.count - start >= 2 else { throw .corrupt }
        let method = bytes[start]
        let flags = bytes[start + 1]
        let hasDictionary = flags & 0x20 != 0
        guard method & 15 == 8, method >> 4 <= 7, !hasDictionary,
            (Int(method) << 8 | Int(flags)) % 31 == 0
        else { throw .corrupt }
        return start + 2
    }
}

/// The checksum of the zlib format.
private enum Adler32 {
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var low: UInt32 = 1
        var high: UInt32 = 0
        var index = 0
        while index < bytes.count {
            // The sums stay below 2^32 for 5552 bytes.
            let end = min(index + 5552, bytes.count)
            while index < end {
                low += UInt32(bytes[index])
                high += low
                index += 1
            }
            low %= 65_521
            high %= 65_521
        }
        return high << 16 | low
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: UInt32) {
        for shift: UInt32 in [0, 8, 16, 24] {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    fileprivate func littleEndian(at position: Int) throws(CompressionError) -> UInt32 {
        guard position >= 0, count - position >= 4 else { throw .corrupt }
        return UInt32(self[position]) | UInt32(self[position + 1]) << 8
            | UInt32(self[position + 2]) << 16 | UInt32(self[position + 3]) << 24
    }
}
