import Commands
package import Model
import Values

/// What an operator has accepted as lost, noted in the main store for good.
///
///     version u8 = 1 · time µs i64 · next position u64 · number of ranges · for each: first u64,
///     end u64 · reason (length, UTF-8)
package struct DataLoss: Hashable, Sendable {
    private static let version: UInt8 = 1

    package var time: Timestamp
    /// The position of the first command after it.
    package var nextPosition: UInt64
    /// Positions of commands that were on disk once and are gone.
    package var positions: [Range<UInt64>]
    /// What was missing or damaged.
    package var reason: String

    init(time: Timestamp, nextPosition: UInt64, positions: [Range<UInt64>], reason: String) {
        self.time = time
        self.nextPosition = nextPosition
        self.positions = positions
        self.reason = reason
    }

    /// One sentence for logs and operators.
    package var message: String {
        let ranges = positions.map { "\($0.lowerBound) to \($0.upperBound - 1)" }
        let lost =
            ranges.isEmpty
            ? "no command is known to be lost"
            : "the commands at log positions \(ranges.joined(separator: ", ")) are lost"
        return "\(lost) (\(reason))"
    }

    func encode(to writer: inout ByteWriter) {
        writer.write(byte: DataLoss.version)
        writer.write(fixed: UInt64(bitPattern: time.microseconds))
        writer.write(fixed: nextPosition)
        writer.write(varint: UInt64(positions.count))
        for range in positions {
            writer.write(fixed: range.lowerBound)
            writer.write(fixed: range.upperBound)
        }
        writer.write(lengthPrefixed: Array(reason.utf8))
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard version == DataLoss.version else {
            throw .invalid("data loss version \(version), expected \(DataLoss.version)")
        }
        time = Timestamp(microseconds: Int64(bitPattern: try reader.readFixed()))
        nextPosition = try reader.readFixed()
        positions = []
        for _ in 0..<(try reader.readCount()) {
            let first: UInt64 = try reader.readFixed()
            let end: UInt64 = try reader.readFixed()
            guard first < end else { throw .invalid("positions \(first) to \(end) of a data loss") }
            positions.append(first..<end)
        }
        reason = String(decoding: try reader.readLengthPrefixed(), as: UTF8.self)
    }
}
