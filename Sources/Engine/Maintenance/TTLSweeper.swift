import Commands
import Model

/// Finds items whose time to live has ended, and asks the writer to delete them.
///
/// It walks the expiry index, so its cost follows the number of expired items, not the table's. What it
/// finds is only a claim: the item is looked at again when the command is applied.
struct TTLSweeper: Collector {
    let store: Store
    var kind: CollectorKind { .expiredItems }

    func step(budget: Int) throws(StoreError) -> CollectorStep {
        let expiries = try store.read { snapshot throws(StoreError) in
            try snapshot.endedItems(max: budget)
        }
        guard !expiries.isEmpty else { return CollectorStep() }
        // Fewer than were found, where an item has another end by now.
        let ended = try store.commitAndWait(ExpireItems(expiries)) ?? 0
        return CollectorStep(
            entries: ended, lookedAt: expiries.count, hasMore: expiries.count >= budget)
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
}
