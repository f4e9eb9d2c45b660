import Model
import Values

/// Change records behind their stream's horizon, and all of streams that were dropped.
struct TrimmedRecords {
    var budget: Int

    /// Removes what the budget allows; returns how many records that was.
    consuming func collect(from base: inout BaseWriter) throws(StoreError) -> Int {
        let before = budget
        for entry in try base.entries(of: Keyspace.streams, in: .catalog, max: .max) {
            let stream = try StoredValue(bytes: entry.value, start: 0).decoded("a stream") {
                r throws(CodecError) in try ChangeStream(from: &r)
            }
            for shard in 0..<stream.settings.shards where stream.horizon >= stream.start {
                let trimmed = Keyspace.changes(of: stream.id, shard: shard, .zero...stream.horizon)
                // Never their images: keys are enough.
                _ = try base.sweep(trimmed, in: .changes, &budget, withValues: false)
            }
        }
        for note in try base.entries(of: Keyspace.droppedStreams, in: .catalog, max: .max) {
            let all = Keyspace.changes(of: try Keyspace.streamID(ofCatalogKey: note.key))
            if try base.sweep(all, in: .changes, &budget, withValues: false) {
                try base.delete(note.key, in: .catalog)
            }
        }
        return before - budget
    }
}
