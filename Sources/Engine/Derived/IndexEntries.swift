import Commands
import Model
import Values

/// The secondary indexes: an entry for each item that has an index's key, which leads to the item.
///
/// An entry says nothing else of its item, so a write that leaves an index's attributes alone
/// writes nothing to it. Tables that get an index when they have items are walked in steps
/// (`Backfill`); until that is done an item's entry may be missing.
struct IndexEntries: DerivedEntries {
    static var keyKinds: [KeyKind] { [.indexTotals, .droppedIndex, .indexEntry] }
    static var figures: [CheckFigure] { [.indexEntries, .unpurgedIndexEntries] }
    static var kind: DerivedKind? { .index }

    /// What an index has of an item: the entry, and how many bytes a read of it gives.
    private struct Image {
        let entry: IndexEntry
        let size: Int

        init?(
            _ item: ItemImage?, under itemKey: [UInt8], in index: SecondaryIndex, of table: TableID
        ) {
            guard let item,
                let entry = Keyspace.entry(of: item, under: itemKey, in: index, of: table)
            else { return nil }
            self.entry = entry
            size = index.projectedSize(of: item)
        }
    }

    /// What becomes of one item in one index.
    private struct EntryChange {
        let index: IndexAddress
        /// Whether it may lack `old`.
        let isCreating: Bool
        let old: Image?
        let new: Image?
    }

    /// Of the items that are being flushed.
    private var changes: [EntryChange] = []
    /// The totals of the indexes that the group has changed.
    private var totals: [IndexAddress: Totals] = [:]

    // MARK: Writing

    /// A deletion, however small, removes an entry from each index.
    static func mayOutgrowCommands(in catalog: Catalog) -> Bool { catalog.hasIndexes }

    /// Works the changes out here, as only they tell what they need; `flush` writes them.
    mutating func spaceToFlush(
        _ changed: [Int], of workingSet: borrowing WorkingSet
    ) -> DerivedSpace {
        guard workingSet.tables.contains(where: { !$0.indexes.isEmpty }) else {
            return DerivedSpace()
        }
        var space = DerivedSpace()
        let entries = workingSet.entries.span
        for number in changed {
            let table = workingSet.tables[entries[number].tableIndex]
            if table.indexes.isEmpty { continue }
            let (stored, image) = (entries[number].stored, entries[number].image)
            let differences = ItemDifferences(from: stored, to: image)
            let sizeDiffers = stored?.size != image?.size
            for index in table.indexes
            where index.isAffected(by: differences, sizeDiffers: sizeDiffers) {
                let itemKey = entries[number].itemKey
                let change = EntryChange(
                    index: IndexAddress(table: table.id, index: index.id),
                    isCreating: index.state == .creating,
                    old: Image(stored, under: itemKey, in: index, of: table.id),
                    new: Image(image, under: itemKey, in: index, of: table.id))
                let isSameEntry = change.old?.entry == change.new?.entry
                if isSameEntry, change.old?.size == change.new?.size { continue }
                changes.append(change)
                if isSameEntry, !change.isCreating { continue }
                for image in [change.old, change.new] {
                    guard let image else { continue }
                    space.bytes += MemtableSpace.pageBytes + 2 * image.entry.key.count
                }
            }
        }
        return space
    }

    mutating func flush(in batch: inout Batch) throws(StoreError) {
        for change in changes { try write(change, in: &batch) }
        changes = []
    }

    private mutating func write(_ change: EntryChange, in batch: inout Batch) throws(StoreError) {
        var old = change.old
        if change.isCreating, let entry = old?.entry,
            try batch.value(of: entry.key, in: .indexes) == nil
        {
            // The walk has not come to the item.
            old = nil
        }
        if old?.entry != change.new?.entry {
            if let old { try batch.delete(old.entry.key, in: .indexes) }
            if let new = change.new { try IndexEntries.put(new.entry, in: &batch) }
        }
        try count(old: old?.size, new: change.new?.size, in: change.index, reading: batch)
    }

    private static func put(_ entry: IndexEntry, in batch: inout Batch) throws(StoreError) {
        try batch.put(entry.key, in: .indexes) {
            $0.write(fixed: UInt16(truncatingIfNeeded: entry.itemKeyStart))
        }
    }

    private mutating func count(
        old: Int?, new: Int?, in index: IndexAddress, reading batch: borrowing Batch
    ) throws(StoreError) {
        var sums =
            if let known = totals[index] {
                known
            } else {
                try batch.value(of: Keyspace.totals(index), in: .catalog)?.decoded(
                    "totals of an index"
                ) { r throws(CodecError) in try Totals(from: &r) } ?? Totals()
            }
        sums.count(old: old, new: new)
        totals[index] = sums
    }

    mutating func finish(in batch: inout Batch) throws(StoreError) {
        if totals.isEmpty { return }
        for (index, sums) in totals {
            try batch.put(Keyspace.totals(index), in: .catalog) { sums.encode(to: &$0) }
        }
    }

    func publish(in sums: inout DerivedSums) { sums.indexes = totals }

    // MARK: Maintenance

    mutating func backfill(
        _ image: ItemImage, under itemKey: [UInt8], of table: Table, in batch: inout Batch
    ) throws(StoreError) {
        for index in table.indexes where index.state == .creating {
            // Items that were written since the index is there have their entries.
            guard let new = Image(image, under: itemKey, in: index, of: table.id),
                try batch.value(of: new.entry.key, in: .indexes) == nil
            else { continue }
            try IndexEntries.put(new.entry, in: &batch)
            try count(
                old: nil, new: new.size, in: IndexAddress(table: table.id, index: index.id),
                reading: batch)
        }
    }

    mutating func drop(_ index: IndexAddress, in batch: inout Batch) throws(StoreError) {
        try batch.delete(Keyspace.totals(index), in: .catalog)
        totals[index] = nil
    }
}
