import Commands
import Model

/// Finds items whose time to live has ended, and asks the writer to delete them.
///
/// It walks the expiry index, so its cost follows the number of expired items, not the table's. What it
/// finds is only a claim: the item is looked at again when the command is applied.
struct TTLSweeper {
    /// Entries that one step handles at the most.
    static let stepMax = Limits.expiriesPerCommandMax

    let store: Store

    /// One command's worth of expiries and of backfill for every table that needs it.
    ///
    /// Waits for the commits; returns how many entries were handled.
    func step() throws(StoreError) -> Int {
        var handled = 0
        let expiries = try store.read { snapshot throws(StoreError) in
            try snapshot.endedItems(max: TTLSweeper.stepMax)
        }
        if !expiries.isEmpty {
            try store.commitAndWait(.expire(expiries))
            handled = expiries.count
        }
        for table in store.tables {
            guard let walk = table.expiryBackfill else { continue }
            let step = try store.read { snapshot throws(StoreError) in
                try snapshot.backfillStep(of: table.id, walk, max: TTLSweeper.stepMax)
            }
            try store.commitAndWait(.indexExpiries(step))
            handled = max(handled, step.next == nil ? step.storedKeys.count : TTLSweeper.stepMax)
        }
        return handled
    }
}

extension Snapshot {
    /// Entries of the expiry index whose second is past, oldest first; those that ended longer ago than
    /// `Limits.expiryAgeSecondsMax` never expire and are not looked at.
    func endedItems(max: Int) throws(StoreError) -> [Expiry] {
        let now = time.seconds
        let range = Keyspace.expiries(in: (now - Limits.expiryAgeSecondsMax)..<now)
        var cursor = try cursor(in: .expiry, range)
        var found: [Expiry] = []
        while found.count < max, let (key, _) = try cursor.next() {
            found.append(try Keyspace.splitExpiry(key))
        }
        return found
    }

    /// The next keys of a table whose items may not be in the expiry index yet.
    func backfillStep(
        of table: TableID, _ walk: ExpiryWalk, max: Int
    ) throws(StoreError) -> ExpiryBackfill {
        let range = Keyspace.items(of: table, slots: 0..<Keyspace.slots).clamped(from: walk.next)
        var cursor = try cursor(in: .items, range)
        var keys: [[UInt8]] = []
        while keys.count < max, let (key, _) = try cursor.next() { keys.append(key) }
        let next = keys.count == max ? keys.last.map { KeyRange.firstKey(after: $0) } : nil
        return ExpiryBackfill(table: table, walk: walk, storedKeys: keys, next: next)
    }
}
