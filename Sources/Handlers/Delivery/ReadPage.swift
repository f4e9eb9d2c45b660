import Engine
import Model

/// A page of a shard, and how many records came before two places of it.
struct ReadPage: Sendable {
    let page: ChangePage
    /// How many records the shard ever had up to the page's end, if the page goes on at all.
    let countAtEnd: Int64?
    /// The same of the horizon, if the page begins there because what came before was trimmed.
    let countAtHorizon: Int64?
    /// How many records the shard ever had; `nil` when the stream is forgotten.
    let countOfAll: Int64?

    init(
        _ page: ChangePage, after position: SequenceNumber, of stream: ChangeStream, shard: Int,
        _ snapshot: borrowing Snapshot, _ store: Store
    ) throws(StoreError) {
        self.page = page
        let totals = store.totals(of: stream).shards
        countOfAll = totals.indices.contains(shard) ? totals[shard].records : nil
        let end = page.scannedThrough
        if let last = page.records.last, last.sequence == end {
            countAtEnd = last.ordinal
        } else if end > position {
            countAtEnd = try snapshot.recordCount(of: stream, shard: shard, upTo: end, in: store)
        } else {
            countAtEnd = nil
        }
        if page.trimmed, let horizon = try snapshot.stream(stream.id)?.horizon {
            countAtHorizon = try snapshot.recordCount(
                of: stream, shard: shard, upTo: horizon, in: store)
        } else {
            countAtHorizon = nil
        }
    }
}

extension Snapshot {
    /// How many records a shard ever had up to `position`; `nil` when all that could tell are gone.
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
