package import Engine
package import Model

/// How far a handler has come, and how far it is behind.
///
/// Costs one position and one record per shard: records have numbers, so nothing is counted.
package struct HandlerLag: Hashable, Sendable {
    package struct Shard: Hashable, Sendable {
        package let shard: Int
        /// Everything up to and including it is handled in all parts of the shard.
        package let position: SequenceNumber
        /// Records behind the position; those that a faster partition has handled already count
        /// too.
        package let records: Int64
        /// The age of the oldest of them.
        package let seconds: Int64
    }

    package let shards: [Shard]

    package var records: Int64 { shards.reduce(0) { $0 + $1.records } }
    package var seconds: Int64 { shards.reduce(0) { max($0, $1.seconds) } }
}

extension Snapshot {
    /// How far `handler` has come; no shards when its stream is gone.
    package func lag(of handler: Handler, in store: Store) throws(StoreError) -> HandlerLag {
        guard let stream = try stream(handler.stream) else { return HandlerLag(shards: []) }
        let totals = store.totals(of: stream)
        var shards: [HandlerLag.Shard] = []
        for shard in 0..<stream.settings.shards {
            // There is none when the handler was made after this snapshot was taken.
            guard let position = try progress(of: handler.id, shard: shard)?.position else {
                continue
            }
            let next = try firstChange(of: stream.id, shard: shard, after: position)
            guard let next, totals.shards.indices.contains(shard) else {
                shards.append(
                    HandlerLag.Shard(shard: shard, position: position, records: 0, seconds: 0))
                continue
            }
            // The stream may have grown since this snapshot, but not shrunk.
            shards.append(
                HandlerLag.Shard(
                    shard: shard, position: position,
                    records: max(totals.shards[shard].records - next.ordinal + 1, 1),
                    seconds: max(time.seconds - next.time.seconds, 0)))
        }
        return HandlerLag(shards: shards)
    }
}
