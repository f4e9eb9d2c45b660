import JSON
import Log
import Mutations
import Values

/// Where a reader stands in a shard, as the text that it is handed and hands back.
///
/// The text is base64 and says all there is to know, so nothing has to be kept for a reader. A
/// checksum tells it from any other text; what somebody makes up with effort is read as what it says,
/// which anyone could have asked for.
struct ShardIterator: Hashable, Sendable {
    /// How long it can be used.
    static let lifeSeconds: Int64 = 900
    static let length = 1...2048
    private static let version: UInt8 = 1

    let stream: StreamID
    let shard: Int
    /// Everything up to and with this number is behind the reader.
    var position: SequenceNumber
    /// Whether it stands before the oldest record, whichever that is by now.
    let isAtHorizon: Bool
    let issuedAt: Timestamp

    init(
        stream: StreamID, shard: Int, position: SequenceNumber, isAtHorizon: Bool = false,
        issuedAt: Timestamp
    ) {
        self.stream = stream
        self.shard = shard
        self.position = position
        self.isAtHorizon = isAtHorizon
        self.issuedAt = issuedAt
    }

    func hasExpired(at time: Timestamp) -> Bool {
        let life = ShardIterator.lifeSeconds * 1_000_000
        let (end, isEndless) = issuedAt.microseconds.addingReportingOverflow(life)
        return !isEndless && time.microseconds > end
    }

    var text: String {
        var writer = ByteWriter()
        writer.write(byte: ShardIterator.version)
        writer.write(fixed: stream.rawValue)
        writer.write(fixed: UInt16(truncatingIfNeeded: shard))
        writer.write(boolean: isAtHorizon)
        writer.write(fixed: position.rawValue)
        writer.write(fixed: UInt64(bitPattern: issuedAt.microseconds))
        writer.write(fixed: CRC32C.checksum(of: writer.bytes.span))
        return Base64.encode(writer.bytes)
    }

    /// Reads an iterator's text; `nil` for any other.
    init?(_ text: String) {
        guard let bytes = Base64.decode(text) else { return nil }
        var reader = ByteReader(bytes)
        do throws(CodecError) {
            guard try reader.readByte() == ShardIterator.version else { return nil }
            stream = StreamID(rawValue: try reader.readFixed())
            shard = Int(try reader.readFixed() as UInt16)
            isAtHorizon = try reader.readBoolean()
            position = SequenceNumber(rawValue: try reader.readFixed())
            let microseconds: UInt64 = try reader.readFixed()
            issuedAt = Timestamp(microseconds: Int64(bitPattern: microseconds))
            let checksum: UInt32 = try reader.readFixed()
            try reader.expectEnd()
            let content = Array(bytes.dropLast(4))
            guard checksum == CRC32C.checksum(of: content.span) else { return nil }
        } catch {
            return nil
        }
    }
}
