import Commands
import Model
import Values

/// What the idempotency table remembers of a transaction with a token, for as long as the token
/// lives.
///
///     rest   digest with its length · count · bytes of each action's image, varints
struct TransactionRecord: Hashable, Sendable, IdempotencyRecord {
    static let name = "a receipt"

    var lastSecond: Int64
    var digest: [UInt8]
    var imageBytes: [Int]

    init(lastSecond: Int64, digest: [UInt8], imageBytes: [Int]) {
        self.lastSecond = lastSecond
        self.digest = digest
        self.imageBytes = imageBytes
    }

    func encodeRest(to writer: inout ByteWriter) {
        writer.write(lengthPrefixed: digest)
        writer.write(count: imageBytes.count)
        for bytes in imageBytes { writer.write(varint: UInt64(bytes)) }
    }

    init(lastSecond: Int64, rest reader: inout ByteReader) throws(CodecError) {
        self.lastSecond = lastSecond
        digest = try reader.readLengthPrefixed()
        let count = try reader.readCount()
        imageBytes = []
        for _ in 0..<count {
            imageBytes.append(Int(truncatingIfNeeded: try reader.readVarint()))
        }
    }
}
