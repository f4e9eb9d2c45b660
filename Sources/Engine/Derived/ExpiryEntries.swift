import Commands
import Model
import Values

/// The expiry index: an entry for each item that ends, in the order of their last seconds.
///
/// Tables that switch time to live on when they have items are walked in steps (`Backfill`).
struct ExpiryEntries: DerivedEntries {
    mutating func update(
        _ entry: WorkingSet.Entry, of table: Table, in batch: inout Batch
    ) throws(StoreError) {
        guard entry.storedEnd != entry.end else { return }
        if let before = entry.storedEnd {
            try ExpiryEntries.remove(lastSecond: before, itemKey: entry.itemKey, from: &batch)
        }
        if let after = entry.end {
            try ExpiryEntries.add(lastSecond: after, itemKey: entry.itemKey, to: &batch)
        }
    }

    static func add(
        lastSecond: Int64, itemKey: [UInt8], to batch: inout Batch
    ) throws(StoreError) {
        try batch.putMark(Keyspace.expiry(lastSecond: lastSecond, itemKey: itemKey), in: .expiry)
    }

    static func remove(
        lastSecond: Int64, itemKey: [UInt8], from batch: inout Batch
    ) throws(StoreError) {
        try batch.delete(Keyspace.expiry(lastSecond: lastSecond, itemKey: itemKey), in: .expiry)
    }

    static func backfill(
        _ kind: DerivedKind, _ image: ItemImage, under itemKey: [UInt8], of table: Table,
        in batch: inout Batch
    ) throws(StoreError) {
        guard kind == .expiry, let lastSecond = table.timeToLive?.lastSecond(of: image)
        else { return }
        try add(lastSecond: lastSecond, itemKey: itemKey, to: &batch)
    }

    static func remove(
        with item: StoredItem, of table: Table, from base: inout BaseWriter
    ) throws(StoreError) {
        guard let timeToLive = table.timeToLive,
            let lastSecond = timeToLive.lastSecond(of: try item.image())
        else { return }
        let key = Keyspace.expiry(lastSecond: lastSecond, itemKey: item.key)
        try base.delete(LongKey.stored(key), in: .expiry)
    }

    static func check(
        _ item: ItemImage, under itemKey: [UInt8], of table: Table, in check: inout IntegrityCheck
    ) throws(StoreError) {
        guard let lastSecond = table.timeToLive?.lastSecond(of: item),
            table.backfills[.expiry] == nil
        else { return }
        let entry = Keyspace.expiry(lastSecond: lastSecond, itemKey: itemKey)
        if try check.snapshot.value(of: entry, in: .expiry) == nil {
            check.report.add(
                damage: "table \(table.name): an item is missing in the expiry index")
        }
    }

    static func checkEntries(in check: inout IntegrityCheck) throws(StoreError) {
        var cursor = try check.snapshot.cursor(in: .expiry, .everything)
        while let (key, _) = try cursor.next() {
            try check.step()
            check.report.expiryEntries += 1
            do {
                let entry = try Keyspace.splitExpiry(key)
                let timeToLive = check.catalog[entry.table]?.timeToLive
                let item = try check.snapshot.value(of: entry.storedKey, in: .items)?.image()
                let lastSecond = item.flatMap { timeToLive?.lastSecond(of: $0) }
                if lastSecond != entry.lastSecond { check.report.staleExpiryEntries += 1 }
            } catch .corrupt(let what, _) {
                check.report.add(damage: "expiry: \(what)")
            }
        }
    }

    /// Entries that belong to no item are no content: the TTL sweeper removes them when their
    /// second comes.
    static func isContent(
        _ key: [UInt8], in space: Space, of state: borrowing ContentHash.State
    ) throws(StoreError) -> Bool? {
        guard space == .expiry else { return nil }
        let entry = try Keyspace.splitExpiry(key)
        guard let timeToLive = state.contents.catalog[entry.table]?.timeToLive else {
            return false
        }
        let item = try state.snapshot.value(of: entry.storedKey, in: .items)?.image()
        return item.flatMap { timeToLive.lastSecond(of: $0) } == entry.lastSecond
    }
}

extension Recorder {
    /// Removes an entry of the expiry index that leads to nothing any more.
    mutating func removeExpiry(lastSecond: Int64, itemKey: [UInt8]) throws(StoreError) {
        try ExpiryEntries.remove(lastSecond: lastSecond, itemKey: itemKey, from: &batch)
    }
}
