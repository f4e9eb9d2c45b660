import Commands
package import Model
import Values

/// How much a stream has ever recorded, shard by shard: kept exact by the recorder.
///
///     count · per shard: records varint · bytes varint · last sequence varint
package struct StreamTotals: Hashable, Sendable {
    package struct ShardTotals: Hashable, Sendable {
        package var records: Int64 = 0
        /// Bytes of their stored form.
        package var bytes: Int64 = 0
        /// The last record's number; zero before the first.
        package var last = SequenceNumber.zero
    }

    package internal(set) var shards: [ShardTotals]

    package init(shards count: Int) {
        shards = Array(repeating: ShardTotals(), count: count)
    }

    func encode(to writer: inout ByteWriter) {
        writer.write(count: shards.count)
        for shard in shards {
            writer.write(varint: UInt64(max(shard.records, 0)))
            writer.write(varint: UInt64(max(shard.bytes, 0)))
            writer.write(varint: shard.last.rawValue)
        }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        shards = []
        for _ in 0..<(try reader.readCount()) {
            shards.append(
                ShardTotals(
                    records: try reader.readShardFigure(), bytes: try reader.readShardFigure(),
                    last: SequenceNumber(rawValue: try reader.readVarint())))
        }
    }
}

extension ByteReader {
    /// How many records or bytes a shard has ever had.
    ///
    /// No shard comes near 2⁶², so more is damage; so much less than an integer holds that nothing
    /// that is added to it overflows.
    mutating func readShardFigure() throws(CodecError) -> Int64 {
        let figure = try readVarint()
        guard figure < 1 << 62 else { throw .invalid("\(figure) records or bytes of a shard") }
        return Int64(figure)
    }
}
