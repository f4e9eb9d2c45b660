import Mutations
package import Values

extension Snapshot {
    /// Hands the items of a query to `body` one by one, undecoded, until it answers `false`.
    ///
    /// For sums over many items: `body` gets the sort key as ordered bytes (a string's are its UTF-8)
    /// and a walk over the attributes, before the first. A query's limit and filter do not count here. Items past
    /// their time to live are left out.
    package func walk(
        _ query: Query,
        _ body: (ArraySlice<UInt8>, inout AttributeWalk) throws(CodecError) -> Bool
    ) throws(StoreError) {
        let prefixCount = Keyspace.partition(query.partition, in: query.table.id).count
        let ending = query.table.timeToLive.flatMap { $0.mode == .exact ? $0 : nil }
        var cursor = try cursor(in: .items, query.range, isReversed: query.isReversed)
        while let (key, value) = try cursor.next() {
            do throws(CodecError) {
                if let ending, try ending.hasEnded(value, at: time) { continue }
                var attributes = try AttributeWalk(value.bytes, from: value.start)
                guard try body(key[prefixCount...], &attributes) else { return }
            } catch {
                throw .corrupt("an item cannot be decoded: \(error)")
            }
        }
    }
}

extension TimeToLive {
    /// Whether a stored item has ended, looking at nothing but its end.
    fileprivate func hasEnded(
        _ value: StoredValue, at time: Timestamp
    ) throws(CodecError) -> Bool {
        let end = try ItemCodec.attribute(attribute, in: value.bytes, from: value.start)
        guard let last = TimeToLive.lastSecond(end) else { return false }
        return TimeToLive.hasEnded(lastSecond: last, at: time)
    }
}
