import Model
import Values

extension Recorder {
    mutating func record(_ handler: Handler) throws(StoreError) {
        try batch.put(Keyspace.handler(handler.id), in: .catalog) { handler.encode(to: &$0) }
    }

    /// Takes the handler out of the catalog, with its positions.
    mutating func recordRemoval(of handler: Handler) throws(StoreError) {
        try batch.delete(Keyspace.handler(handler.id), in: .catalog)
        try deleteProgress(of: handler.id)
    }

    /// Forgets all positions of a handler, in as many shards as any stream may have.
    mutating func deleteProgress(of handler: HandlerID) throws(StoreError) {
        for shard in 0..<Limits.streamShards.upperBound {
            let key = Keyspace.progress(of: handler, shard: shard)
            if try batch.value(of: key, in: .idempotency) != nil {
                try batch.delete(key, in: .idempotency)
            }
        }
    }

    /// Where a handler stands in the shard in which it is furthest behind.
    func position(of handler: HandlerID) throws(StoreError) -> SequenceNumber {
        var least: SequenceNumber?
        for shard in 0..<Limits.streamShards.upperBound {
            guard let position = try progress(of: handler, shard: shard)?.position else { continue }
            least = least.map { min($0, position) } ?? position
        }
        return least ?? .zero
    }

    func progress(
        of handler: HandlerID, shard: Int
    ) throws(StoreError) -> ShardProgress? {
        try batch.value(of: Keyspace.progress(of: handler, shard: shard), in: .idempotency)?
            .progress()
    }

    mutating func record(
        _ progress: ShardProgress, of handler: HandlerID, shard: Int
    ) throws(StoreError) {
        try batch.put(Keyspace.progress(of: handler, shard: shard), in: .idempotency) {
            progress.encode(to: &$0)
        }
    }
}
