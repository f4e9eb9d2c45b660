package import Model
package import Values

/// How far a source has come in a table.
package struct SourceStanding: Hashable, Sendable {
    package let source: Text
    /// The number of its last batch.
    package let sequence: Int64
    /// The first number whose batch is known by its content.
    ///
    /// Smaller ones are rejected, except those
    /// from before there were digests, which are taken for the same.
    package let oldest: Int64
    /// When the last batch was applied, and when the source is forgotten unless another comes; in
    /// seconds since 1970.
    package let second: Int64
    package let lastSecond: Int64
    /// Of the last batch; `nil` for one from before there were digests.
    package let digest: UInt64?

    fileprivate init(_ record: ProducerRecord, of source: Text) {
        self.source = source
        sequence = record.sequence
        oldest = record.sequence - Int64(max(record.digestCount, 1)) + 1
        second = record.second
        lastSecond = record.lastSecond
        digest = record.digest(ofBatchBefore: 0)
    }
}

extension Snapshot {
    /// How far `source` has come in a table; `nil` for one that it does not know, or no longer.
    package func standing(
        of source: Text, in table: Table
    ) throws(StoreError) -> SourceStanding? {
        guard let value = try value(of: Keyspace.source(source, in: table.id), in: .idempotency)
        else {
            return nil
        }
        return try standing(value, of: source)
    }

    /// The sources that a table knows, in the order of their names' bytes, after `source`; whether
    /// there may be more, after the last one that was looked at.
    package func sources(
        of table: Table, after source: Text?, limit: Int
    ) throws(StoreError) -> (known: [SourceStanding], more: Text?) {
        var range = KeyRange(startingWith: Keyspace.sources(of: table.id))
        if let source {
            range = range.clamped(
                from: KeyRange.firstKey(after: Keyspace.source(source, in: table.id)))
        }
        var cursor = try cursor(in: .idempotency, range)
        var known: [SourceStanding] = []
        var walked = 0
        var last: Text?
        while walked < limit, let (key, value) = try cursor.next() {
            let bytes = Array(key.dropFirst(5))
            guard let name = Text(utf8: bytes.span) else {
                throw .corrupt("the name of a source is no UTF-8")
            }
            walked += 1
            last = name
            if let standing = try standing(value, of: name) { known.append(standing) }
        }
        return (known, walked == limit ? last : nil)
    }

    private func standing(
        _ value: StoredValue, of source: Text
    ) throws(StoreError) -> SourceStanding? {
        let record = try value.idempotencyRecord(ProducerRecord.self)
        return record.lastSecond < time.seconds ? nil : SourceStanding(record, of: source)
    }
}
