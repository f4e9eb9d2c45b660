package import Engine
package import Model

/// A page of a shard, and how many records came before two places of it.
package struct ReadPage: Sendable {
    package let records: [ChangeRecord]
    /// Everything up to here was looked at.
    package let end: SequenceNumber
    /// Whether nothing came after it when it was read.
    package let isAtEnd: Bool
    /// Whether records before it were trimmed that were not read.
    package let isTrimmed: Bool
    /// How many records the shard ever had up to the page's end, if the page goes on at all.
    package let countAtEnd: Int64?
    /// The same of the horizon, if the page begins there because what came before was trimmed.
    package let countAtHorizon: Int64?
    /// How many records the shard ever had; `nil` when the stream is forgotten.
    package let countOfAll: Int64?

    /// A page as it is, for tests.
    package init(
        _ records: [ChangeRecord], end: SequenceNumber, isAtEnd: Bool = true,
        isTrimmed: Bool = false, countAtEnd: Int64? = nil, countAtHorizon: Int64? = nil,
        countOfAll: Int64? = nil
    ) {
        self.records = records
        self.end = end
        self.isAtEnd = isAtEnd
        self.isTrimmed = isTrimmed
        self.countAtEnd = countAtEnd
        self.countAtHorizon = countAtHorizon
        self.countOfAll = countOfAll
    }

    init(
        _ page: ChangePage, after position: SequenceNumber, of stream: ChangeStream, shard: Int,
        _ snapshot: borrowing Snapshot, _ store: Store
    ) throws(StoreError) {
        let totals = store.totals(of: stream).shards
        let end = page.scannedThrough
        let countAtEnd: Int64?
        if let last = page.records.last, last.sequence == end {
            countAtEnd = last.ordinal
        } else if end > position {
            countAtEnd = try snapshot.recordCount(of: stream, shard: shard, upTo: end, in: store)
        } else {
            countAtEnd = nil
        }
        let countAtHorizon: Int64?
        if page.trimmed, let horizon = try snapshot.stream(stream.id)?.horizon {
            countAtHorizon = try snapshot.recordCount(
                of: stream, shard: shard, upTo: horizon, in: store)
        } else {
            countAtHorizon = nil
        }
        self.init(
            page.records, end: end, isAtEnd: page.isAtEnd, isTrimmed: page.trimmed,
            countAtEnd: countAtEnd, countAtHorizon: countAtHorizon,
            countOfAll: totals.indices.contains(shard) ? totals[shard].records : nil)
    }

    /// Bytes of the records, as they are stored.
    var storedBytes: Int { records.reduce(0) { $0 + $1.storedBytes } }
}

extension Snapshot {
    /// How many records a shard ever had up to `position`; `nil` when no record is left to derive
    /// it from.
    func recordCount(
        of stream: ChangeStream, shard: Int, upTo position: SequenceNumber, in store: Store
    ) throws(StoreError) -> Int64? {
        if let last = try lastChange(of: stream.id, shard: shard, upTo: position) {
            return last.ordinal
        }
        if let horizon = try self.stream(stream.id)?.horizon, position >= horizon,
            let next = try firstChange(of: stream.id, shard: shard, after: position)
        {
            return next.ordinal - 1
        }
        // The stream may have grown since this snapshot, but not shrunk.
        let totals = store.totals(of: stream).shards
        guard totals.indices.contains(shard), totals[shard].last <= position else { return nil }
        return totals[shard].records
    }
}
