import Model
import Values

/// What is stored beside items and follows from them alone.
enum DerivedEntries {
    /// Removes from base what was derived from an item of a dropped table, which only the item leads to.
    static func remove(
        from base: inout BaseWriter, of entry: BaseWriter.Entry, in table: Table
    ) throws {
        guard let timeToLive = table.timeToLive else { return }
        var itemKey = entry.key
        var start = 0
        if LongKey.isLong(stored: entry.key) {
            let (rest, valueStart) = try LongKey.splitRest(of: entry.value, from: 0)
            itemKey = LongKey.family(ofStored: entry.key) + rest
            start = valueStart
        }
        let item = try StoredValue(bytes: entry.value, start: start).item()
        guard let lastSecond = timeToLive.lastSecond(of: item) else { return }
        let expiry = Keyspace.expiry(lastSecond: lastSecond, itemKey: itemKey)
        try base.delete(LongKey.stored(expiry), in: .expiry)
    }
}
