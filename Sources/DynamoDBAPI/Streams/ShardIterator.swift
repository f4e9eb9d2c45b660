import Commands
import JSON
import Model
import Platform
import StreamRecords
import Values

/// Where a reader stands in a shard, as the text that it is handed and hands back.
///
///     arn:aws:dynamodb:…/stream/2026-11-18T11:06:40.000|1|AQAAAAEAAA…
///
/// It begins with its stream's ARN, as on AWS; readers have been seen to take it apart. The base64
/// holds the whole position, so the server keeps nothing for a reader. A checksum over both
/// distinguishes it from any other text, and from an iterator of another stream. A client may forge
/// one: it reads a position that the client could have requested as well.
struct ShardIterator: Hashable, Sendable {
    private static let version: UInt8 = 2
    private static let separator = "|1|"

    /// The stream's, as it was when this was issued.
    let streamARN: String
    let stream: StreamID
    let shard: Int
    /// Everything up to and with this number is behind the reader.
    var position: SequenceNumber
    /// Whether it stands before the oldest record, whichever that is by now.
    let isAtHorizon: Bool
    let issuedAt: Timestamp

    init(
        streamARN: String, stream: StreamID, shard: Int, position: SequenceNumber,
        isAtHorizon: Bool = false, issuedAt: Timestamp
    ) {
        self.streamARN = streamARN
        self.stream = stream
        self.shard = shard
        self.position = position
        self.isAtHorizon = isAtHorizon
        self.issuedAt = issuedAt
    }

    func hasExpired(at time: Timestamp) -> Bool {
        let life = DynamoDBLimits.iteratorLifeSeconds * 1_000_000
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
        writer.write(fixed: ShardIterator.checksum(of: writer.bytes[...], streamARN))
        return streamARN + ShardIterator.separator + Base64.encode(writer.bytes)
    }

    private static func checksum(of bytes: ArraySlice<UInt8>, _ streamARN: String) -> UInt32 {
        let name = Array(streamARN.utf8)
        return CRC32C.checksum(of: name.span, from: CRC32C.checksum(of: bytes.span))
    }

    /// Reads an iterator's text; `nil` for any other.
    init?(_ text: String) {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "1", StreamARN(String(parts[0])) != nil,
            let bytes = Base64.decode(String(parts[2]))
        else { return nil }
        streamARN = String(parts[0])
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
            guard checksum == ShardIterator.checksum(of: bytes.dropLast(4), streamARN) else {
                return nil
            }
        } catch {
            return nil
        }
    }
}
