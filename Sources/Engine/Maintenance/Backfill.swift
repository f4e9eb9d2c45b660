import Commands
import Model
import Values

/// Walks tables whose items are older than something that is to be derived from them, and asks the
/// writer to add it (`DerivedEntries.backfill`).
///
/// How far the walk is stands in the table itself and moves with each command, so a walk goes on where
/// it was after a crash, and one whose table changed meanwhile does nothing.
struct Backfill: Collector {
    let store: Store
    var kind: CollectorKind { .backfilledItems }

    /// A budget's worth of items for every walk that is not at its end.
    func step(budget: Int) throws(StoreError) -> CollectorStep {
        var done = CollectorStep()
        for table in store.tables {
            for (kind, walk) in table.backfills {
                let step = try store.read { snapshot throws(StoreError) in
                    try snapshot.backfillStep(of: kind, table.id, walk, max: budget)
                }
                try store.commitAndWait(step)
                done.entries += step.storedKeys.count
                done.hasMore = done.hasMore || step.next != nil
            }
        }
        return done
    }
}

extension Snapshot {
    /// The next items of a table in a walk, as many as one command should look at.
    fileprivate func backfillStep(
        of kind: DerivedKind, _ table: TableID, _ walk: BackfillWalk, max: Int
    ) throws(StoreError) -> BackfillStep {
        let range = Keyspace.items(of: table, slots: 0..<Keyspace.slots).clamped(from: walk.next)
        var keys: [[UInt8]] = []
        var bytes = 0
        var next: [UInt8]?
        try visit(in: .items, range) { key, item throws(StoreError) in
            if keys.count == max || bytes >= EngineLimits.backfilledBytesMax {
                next = keys.last.map { KeyRange.firstKey(after: $0) }
                return false
            }
            keys.append(Array(copying: key))
            bytes += item.count
            return true
        }
        return BackfillStep(
            of: kind, table: table, walk: walk, storedKeys: keys, next: next)
    }
}
