import Mutations
import Values

/// What the ledger remembers of a transaction with a token, for as long as the token lives.
///
///     version u8 = 1 · last second i64 zig-zag · digest · image bytes of each action
struct Receipt: Hashable, Sendable {
    private static let version: UInt8 = 1

    var lastSecond: Int64
    var digest: [UInt8]
    var imageBytes: [Int]

    func encode(to writer: inout ByteWriter) {
        writer.write(byte: Receipt.version)
        writer.write(signedVarint: lastSecond)
        writer.write(lengthPrefixed: digest)
        writer.write(count: imageBytes.count)
        for bytes in imageBytes { writer.write(varint: UInt64(bytes)) }
    }

    init(lastSecond: Int64, digest: [UInt8], imageBytes: [Int]) {
        self.lastSecond = lastSecond
        self.digest = digest
        self.imageBytes = imageBytes
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard version == Receipt.version else {
            throw .invalid("receipt version \(version), expected \(Receipt.version)")
        }
        lastSecond = try reader.readSignedVarint()
        digest = try reader.readLengthPrefixed()
        let count = try reader.readCount()
        imageBytes = []
        for _ in 0..<count {
            imageBytes.append(Int(truncatingIfNeeded: try reader.readVarint()))
        }
    }
}
