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

        init(entry: IndexEntry, size: Int) {
            self.entry = entry
            self.size = size
        }

        init?(
            _ item: IndexedItem?, under itemKey: [UInt8], in member: IndexedAttributes.Member,
            of table: TableID
        ) {
            guard let item, member.hasEntry(for: item) else { return nil }
            entry = Keyspace.entry(of: item, under: itemKey, in: member, of: table)
            size = member.projectedSize(of: item)
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
    /// What `changes` may take of the memtable.
    private var space = IndexSpace()
    /// What the commands come to that were applied since the last flush.
    private var growth = IndexGrowth()
    /// The totals of the indexes that the group has changed.
    private var totals: [IndexAddress: Totals] = [:]
    private var dropped: [IndexAddress] = []

    // MARK: While commands are applied

    mutating func willChange(
        _ change: ItemChange, _ workingSet: borrowing WorkingSet, reading batch: borrowing Batch
    ) throws(StoreError) {
        if change.keepsIndexed { return }
        guard let attributes = workingSet.table(of: change.place).indexedAttributes else { return }
        growth.count(change, from: workingSet[change.place], attributes)
    }

    func mark(at position: UInt64) -> Int { growth.bytes }

    func added(since mark: Int) -> DerivedGrowth { DerivedGrowth(bytes: growth.bytes - mark) }

    mutating func rollBack(to mark: Int) { growth.rollBack(to: mark) }

    var heldBytes: Int { growth.bytes }

    // MARK: Writing

    /// A deletion, however small, removes an entry from each index.
    static func mayOutgrowCommands(in catalog: Catalog) -> Bool { catalog.hasIndexes }

    func flushedAtOnceMax(of workingSet: borrowing WorkingSet) -> Int {
        workingSet.hasIndexes ? EngineLimits.indexedAtOnceMax : .max
    }

    /// Works the changes out here, as only they tell what they need; `flush` writes them.
    mutating func spaceToFlush(
        _ changed: ArraySlice<Int>, of workingSet: borrowing WorkingSet,
        reading batch: borrowing Batch
    ) throws(StoreError) -> DerivedSpace {
        guard workingSet.hasIndexes || !changes.isEmpty else { return DerivedSpace() }
        try space.begin(reading: batch)
        let entries = workingSet.entries.span
        for number in changed {
            let table = workingSet.tables[entries[number].tableIndex]
            guard let attributes = table.indexedAttributes else { continue }
            try addChanges(of: entries[number], table.id, attributes, reading: batch)
        }
        return space.taken()
    }

    private mutating func addChanges(
        of item: borrowing WorkingSet.Entry, _ table: TableID, _ attributes: IndexedAttributes,
        reading batch: borrowing Batch
    ) throws(StoreError) {
        let (stored, image) = (item.stored, item.image)
        // Then no entry changes, and a read gives as many bytes as before.
        if item.keepsIndexed, stored?.size == image?.size { return }
        let old = stored.map { IndexedItem($0, attributes) }
        let new = image.map { IndexedItem($0, attributes) }
        let itemKey = item.itemKey
        for member in attributes.members {
            let index = IndexAddress(table: table, index: member.index.id)
            let isCreating = member.index.state == .creating
            if let old, let new, member.hasSameKey(old, new) {
                let (oldSize, newSize) = (
                    member.projectedSize(of: old), member.projectedSize(of: new)
                )
                if oldSize == newSize || !member.hasEntry(for: new) { continue }
                if !isCreating {
                    try count(old: oldSize, new: newSize, in: index, reading: batch)
                    continue
                }
                let entry = Keyspace.entry(of: new, under: itemKey, in: member, of: table)
                add(
                    EntryChange(
                        index: index, isCreating: true, old: Image(entry: entry, size: oldSize),
                        new: Image(entry: entry, size: newSize)))
            } else {
                add(
                    EntryChange(
                        index: index, isCreating: isCreating,
                        old: Image(old, under: itemKey, in: member, of: table),
                        new: Image(new, under: itemKey, in: member, of: table)))
            }
        }
    }

    private mutating func add(_ change: EntryChange) {
        if change.old == nil, change.new == nil { return }
        changes.append(change)
        if let old = change.old { space.add(old.entry) }
        if let new = change.new { space.add(new.entry) }
    }

    mutating func flush(in batch: inout Batch) throws(StoreError) {
        for change in changes { try write(change, in: &batch) }
        changes = []
        growth = IndexGrowth()
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

    func publish(in sums: inout DerivedSums) {
        sums.indexes = totals
        sums.droppedIndexes = dropped
    }

    // MARK: Maintenance

    mutating func backfill(
        _ image: ItemImage, under itemKey: [UInt8], of table: Table, in batch: inout Batch
    ) throws(StoreError) {
        guard let attributes = table.indexedAttributes else { return }
        let item = IndexedItem(image, attributes)
        for member in attributes.members where member.index.state == .creating {
            // Items that were written since the index is there have their entries.
            guard let new = Image(item, under: itemKey, in: member, of: table.id),
                try batch.value(of: new.entry.key, in: .indexes) == nil
            else { continue }
            add(
                EntryChange(
                    index: IndexAddress(table: table.id, index: member.index.id),
                    isCreating: true, old: nil, new: new))
        }
    }

    mutating func drop(_ index: IndexAddress, in batch: inout Batch) throws(StoreError) {
        try batch.delete(Keyspace.totals(index), in: .catalog)
        totals[index] = nil
        dropped.append(index)
    }
}
