import Commands
import Model
import Values

/// The expiry index: an entry for each item that ends, in the order of their last seconds.
///
/// Tables that switch time to live on when they have items are walked in steps (`Backfill`).
struct ExpiryEntries: DerivedEntries {
    static var keyKinds: [KeyKind] { [.expiry] }
    static var figures: [CheckFigure] { [.expiryEntries, .staleExpiryEntries] }
    static var kind: DerivedKind? { .expiry }

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

    mutating func backfill(
        _ image: ItemImage, under itemKey: [UInt8], of table: Table, in batch: inout Batch
    ) throws(StoreError) {
        guard let lastSecond = table.timeToLive?.lastSecond(of: image) else { return }
        try ExpiryEntries.add(lastSecond: lastSecond, itemKey: itemKey, to: &batch)
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
        _ item: ItemImage, under itemKey: [UInt8], of table: Table, in check: inout IntegrityCheck,
        _ tally: inout Void
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

    static func checkEntries(in check: inout IntegrityCheck, _ tally: Void) throws(StoreError) {
        var (entries, stale) = (0, 0)
        var cursor = try check.snapshot.cursor(in: .expiry, .everything)
        while let (key, _) = try cursor.next() {
            try check.step()
            entries += 1
            do {
                let entry = try Keyspace.splitExpiry(key)
                let timeToLive = check.catalog[entry.table]?.timeToLive
                let item = try check.snapshot.value(of: entry.storedKey, in: .items)?.image()
                let lastSecond = item.flatMap { timeToLive?.lastSecond(of: $0) }
                if lastSecond != entry.lastSecond { stale += 1 }
            } catch .corrupt(let what, _) {
                check.report.add(damage: "expiry: \(what)")
            }
        }
        check.report.count(entries, of: .expiryEntries)
        check.report.count(stale, of: .staleExpiryEntries)
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

extension KeyKind {
    static var expiry: KeyKind {
        KeyKind(.expiry, nil, "last second u64, sign flipped · item's key", "1 byte")
    }
}

extension CheckFigure {
    fileprivate static let expiryEntries = CheckFigure("expiryEntries")
    fileprivate static let staleExpiryEntries = CheckFigure("staleExpiryEntries")
}

extension IntegrityCheck.Report {
    package var expiryEntries: Int { self[.expiryEntries] }
    /// Entries of the expiry index that belong to no item: harmless, left over from a time when
    /// time to live was off or on another attribute; the TTL sweeper removes them when their second
    /// comes.
    package var staleExpiryEntries: Int { self[.staleExpiryEntries] }
}
