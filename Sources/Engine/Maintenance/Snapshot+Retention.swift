import Commands
package import Model
import Values

// What a stream keeps, and where in it things lie. Reads no images: a look at a record costs a lookup.
extension Snapshot {
    /// The first record of a shard after `position`, horizon or not.
    func firstHeader(
        of stream: ChangeStream, shard: Int, after position: SequenceNumber
    ) throws(StoreError) -> ChangeHeader? {
        let range = Keyspace.changes(
            of: stream.id, shard: shard, position.successor...SequenceNumber(rawValue: .max))
        var cursor = try cursor(in: .changes, range)
        guard let (_, value) = try cursor.next() else { return nil }
        return try ChangeHeader(value)
    }

    /// The position after which come just the records of `time` and later.
    ///
    /// Costs some forty lookups in each shard.
    package func position(
        of stream: ChangeStream, before time: Timestamp
    ) throws(StoreError) -> SequenceNumber {
        try leastPosition(of: stream) { position throws(StoreError) in
            for shard in 0..<stream.settings.shards {
                let first = try firstHeader(of: stream, shard: shard, after: position)
                if let first, first.time < time { return false }
            }
            return true
        }
    }

    /// The first position after which come no more than `bytes` of records.
    func position(
        of stream: ChangeStream, _ totals: StreamTotals, keepingBytes bytes: Int64
    ) throws(StoreError) -> SequenceNumber {
        try leastPosition(of: stream) { position throws(StoreError) in
            try retainedBytes(of: stream, totals, after: position) <= bytes
        }
    }

    /// Bytes of the records that follow `position`.
    package func retainedBytes(
        of stream: ChangeStream, _ totals: StreamTotals, after position: SequenceNumber
    ) throws(StoreError) -> Int64 {
        var bytes: Int64 = 0
        for (shard, sums) in totals.shards.enumerated() {
            let first = try firstHeader(of: stream, shard: shard, after: position)
            if let first { bytes += sums.bytes - first.bytesBefore }
        }
        return bytes
    }

    /// How many records of a shard follow `position`.
    package func retainedRecords(
        of stream: ChangeStream, shard: Int, _ totals: StreamTotals,
        after position: SequenceNumber
    ) throws(StoreError) -> Int64 {
        let first = try firstHeader(of: stream, shard: shard, after: position)
        return first.map { totals.shards[shard].records - $0.ordinal + 1 } ?? 0
    }

    /// Halves what the stream may hold until the first position is found that `isFarEnough`; the
    /// ones behind it are, too.
    private func leastPosition(
        of stream: ChangeStream,
        where isFarEnough: (SequenceNumber) throws(StoreError) -> Bool
    ) throws(StoreError) -> SequenceNumber {
        if try isFarEnough(stream.horizon) { return stream.horizon }
        var low = stream.horizon.rawValue
        var high = try end(of: stream).rawValue
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if try isFarEnough(SequenceNumber(rawValue: middle)) {
                high = middle
            } else {
                low = middle
            }
        }
        return SequenceNumber(rawValue: high)
    }

    /// The last record's number.
    private func end(of stream: ChangeStream) throws(StoreError) -> SequenceNumber {
        var end = stream.horizon
        for shard in 0..<stream.settings.shards {
            let range = Keyspace.changes(
                of: stream.id, shard: shard,
                stream.horizon.successor...SequenceNumber(rawValue: .max))
            var cursor = try cursor(in: .changes, range, isReversed: true)
            guard let (key, _) = try cursor.next() else { continue }
            end = max(end, try Keyspace.splitChange(key).sequence)
        }
        return end
    }
}
