import Model
import Values

// Streams in the catalog.
extension Recorder {
    /// What the stream has recorded up to now, in this group too.
    func totals(of stream: StreamID, shards: Int) throws(StoreError) -> StreamTotals {
        var sums = DerivedSums()
        derived.publish(in: &sums)
        if let known = sums.streams[stream] { return known }
        return try batch.totals(of: stream, shards: shards)
    }

    mutating func record(_ stream: ChangeStream) throws(StoreError) {
        try batch.put(Keyspace.stream(stream.id), in: .catalog) { stream.encode(to: &$0) }
    }

    /// Takes the stream out of the catalog and leaves a note, by which garbage collection finds its
    /// records.
    mutating func recordDrop(of stream: ChangeStream) throws(StoreError) {
        try batch.delete(Keyspace.stream(stream.id), in: .catalog)
        try derived.drop(stream.id, in: &batch)
        try batch.put(Keyspace.droppedStream(stream.id), in: .catalog) { stream.encode(to: &$0) }
    }
}
