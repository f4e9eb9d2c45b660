import Commands
package import Model
import Values

// Reading streams.
extension Snapshot {
    /// The stream as it is in this snapshot, or `nil` when it is gone.
    package func stream(_ id: StreamID) throws(StoreError) -> ChangeStream? {
        try value(of: Keyspace.stream(id), in: .catalog)?.decoded("a stream") {
            r throws(CodecError) in try ChangeStream(from: &r)
        }
    }

    /// The records of one shard that follow `position`, in order: up to `limit` of them, and until
    /// they take `bytesMax` (the first one always comes).
    ///
    /// Costs what it returns, and a glance at records of other slots. Nothing follows in a stream
    /// that is gone.
    ///
    /// - Parameter slots: whose records are returned; `nil` for all of the shard's. Records of
    ///   other slots count neither as records nor as bytes, but a page ends after `EngineLimits.passedChangesMax`.
    package func changes(
        of id: StreamID, shard: Int, slots: Range<Int>? = nil, after position: SequenceNumber,
        limit: Int, bytesMax: Int
    ) throws(StoreError) -> ChangePage {
        try page(
            of: id, after: position,
            ChangeBounds(slots: slots, limit: limit, bytesMax: bytesMax)
        ) { _ in shard..<(shard + 1) }
    }

    /// The records of all shards that follow `position`, in the order of their sequence numbers.
    ///
    /// Bounds and cost as for one shard.
    package func changes(
        of id: StreamID, after position: SequenceNumber, limit: Int, bytesMax: Int
    ) throws(StoreError) -> ChangePage {
        try page(
            of: id, after: position, ChangeBounds(slots: nil, limit: limit, bytesMax: bytesMax)
        ) { 0..<$0.settings.shards }
    }

    private func page(
        of id: StreamID, after position: SequenceNumber, _ bounds: ChangeBounds,
        shards: (ChangeStream) -> Range<Int>
    ) throws(StoreError) -> ChangePage {
        guard let stream = try stream(id) else {
            return ChangePage(trimmed: true, scannedThrough: position)
        }
        var merge = try ChangeMerge(
            self, stream, shards: shards(stream), after: max(position, stream.horizon))
        var page = ChangePage(
            trimmed: position < stream.horizon, scannedThrough: max(position, stream.horizon))
        try merge.fill(&page, bounds)
        return page
    }

    /// The first record of a shard after `position` that is still kept.
    package func firstChange(
        of stream: StreamID, shard: Int, after position: SequenceNumber
    ) throws(StoreError) -> ChangeRecord? {
        try changes(of: stream, shard: shard, after: position, limit: 1, bytesMax: 0)
            .records.first
    }

    /// The last record of a shard up to `position`, if garbage collection has not removed it yet.
    package func lastChange(
        of stream: StreamID, shard: Int, upTo position: SequenceNumber
    ) throws(StoreError) -> ChangeRecord? {
        let range = Keyspace.changes(of: stream, shard: shard, .zero...position)
        var cursor = try cursor(in: .changes, range, isReversed: true)
        guard let (key, value) = try cursor.next() else { return nil }
        return try ChangeRecord(value, at: try Keyspace.splitChange(key).sequence)
    }

    /// How far a handler has come in a shard of its stream; `nil` when it is gone.
    package func progress(
        of handler: HandlerID, shard: Int
    ) throws(StoreError) -> ShardProgress? {
        try value(of: Keyspace.progress(of: handler, shard: shard), in: .idempotency)?.progress()
    }
}
