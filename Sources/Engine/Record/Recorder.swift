import Commands
import Model
import Values

/// Turns changes into stored state: the item, and what is derived from (old, new), here alone.
///
/// Within one group each item is read once and written once, however many writes hit it: it stays here
/// until `finish`. Each of these writes has its own change record all the same.
struct Recorder: ~Copyable {
    /// What a group comes to besides its replies.
    struct Finished {
        /// Those that changed.
        let sums: DerivedSums
        /// Bytes that the active layer uses now.
        let activeBytes: Int
        let itemsRead: Int
        let itemsWritten: Int
    }

    var batch: Batch
    private let space: MemtableSpace
    private(set) var workingSet: WorkingSet
    /// What is derived from the items.
    var derived = Maintainers()
    private var itemBytesHeld = 0
    /// Of all flushes: none of it is in the layer's size before the group is committed.
    private var flushedItems = 0
    private var flushedBytes = 0
    private var itemsRead = 0
    private var itemsWritten = 0

    /// - Parameter count: how many items the group may touch.
    init(_ batch: consuming Batch, space: MemtableSpace, expecting count: Int) {
        self.batch = batch
        self.space = space
        workingSet = WorkingSet(expecting: count)
    }

    /// Bytes of the items as they were found and as they are now, and of derived entries: what the
    /// group keeps in memory, or will take of the memtable.
    var heldBytes: Int { itemBytesHeld + derived.heldBytes }

    /// How many items it holds.
    var itemCount: Int { workingSet.entries.count }

    // MARK: Items

    /// Finds the item under `itemKey`, in the group or in the state.
    mutating func place(
        of itemKey: [UInt8], in table: Table
    ) throws(StoreError) -> WorkingSet.Place {
        let key = HashedKey(itemKey)
        if let known = workingSet.place(of: key) { return known }
        let stored = try batch.value(of: itemKey, in: .items)?.image()
        if stored != nil { itemsRead += 1 }
        let place = workingSet.add(stored, under: key, of: table)
        itemBytesHeld += workingSet.bytes(in: place)
        return place
    }

    /// The item with all that the group did to it so far.
    subscript(place: WorkingSet.Place) -> ItemImage? { workingSet[place] }

    /// The same as conditions see it at `time`: `nil` once it has ended.
    func visible(_ place: WorkingSet.Place, at time: Timestamp) -> ItemImage? {
        workingSet.visible(place, at: time)
    }

    /// Makes `image` what is in the place, and emits what follows from that.
    ///
    /// Answers whether this is the first change of it by the command.
    ///
    /// - Parameter kept: what is known to be as it was before.
    @discardableResult
    mutating func record(
        _ image: ItemImage?, in place: WorkingSet.Place, by moment: LogMoment,
        keeping kept: KeptParts = .none
    ) throws(StoreError) -> Bool {
        let change = ItemChange(
            place: place, image: image, moment: moment, isExpiry: false,
            keepsIndexed: kept.indexed)
        try derived.willChange(change, workingSet, reading: batch)
        return put(image, in: place, by: moment.position, keeping: kept)
    }

    /// Removes an item whose time to live has ended, and emits the change record of its expiry.
    mutating func recordEnd(
        in place: WorkingSet.Place, by moment: LogMoment
    ) throws(StoreError) {
        let change = ItemChange(
            place: place, image: nil, moment: moment, isExpiry: true, keepsIndexed: false)
        try derived.willChange(change, workingSet, reading: batch)
        _ = put(nil, in: place, by: moment.position)
    }

    /// Makes `image` what is in the place again, after a command that came to nothing.
    mutating func rollBack(_ image: ItemImage?, in place: WorkingSet.Place, by position: UInt64) {
        _ = put(image, in: place, by: position)
    }

    private mutating func put(
        _ image: ItemImage?, in place: WorkingSet.Place, by position: UInt64,
        keeping kept: KeptParts = .none
    ) -> Bool {
        defer { itemBytesHeld += workingSet.bytes(in: place) }
        return workingSet.change(place, to: image, by: position, keeping: kept)
    }

    /// The size of the item as it is now; 0 when there is none.
    func bytes(in place: WorkingSet.Place) -> Int { workingSet.bytes(in: place) }

    /// Whether the command at `position` sees the item for the first time.
    mutating func isFirstAccess(of place: WorkingSet.Place, by position: UInt64) -> Bool {
        workingSet.isFirstAccess(of: place, by: position)
    }

    /// Writes all that was recorded.
    ///
    /// Called before a table changes and at the end of the group.
    mutating func flush() throws(StoreError) {
        let workingSet = workingSet
        self.workingSet = WorkingSet(expecting: 0)
        var changed = workingSet.entries.indices.filter { workingSet.entries[$0].isChanged }[...]
        let countMax = derived.flushedAtOnceMax(of: workingSet)
        repeat {
            try flush(changed.prefix(countMax), of: workingSet)
            changed = changed.dropFirst(countMax)
        } while !changed.isEmpty
    }

    private mutating func flush(
        _ changed: ArraySlice<Int>, of workingSet: borrowing WorkingSet
    ) throws(StoreError) {
        // A small update of a large item writes all of the item; its command alone does not show that.
        let bytes = changed.reduce(0) { $0 + workingSet.entries[$1].bytes }
        let beside = try derived.spaceToFlush(changed, of: workingSet, reading: batch)
        flushedItems += changed.count + beside.entries
        flushedBytes += bytes + beside.bytes
        try space.reserve(for: batch.active, items: flushedItems, itemBytes: flushedBytes)
        // A span lends the entries, which have many parts to copy.
        let entries = workingSet.entries.span
        for index in changed {
            try write(entries[index], of: workingSet.tables[entries[index].tableIndex])
        }
        try derived.flush(in: &batch)
    }

    private mutating func write(
        _ entry: WorkingSet.Entry, of table: Table
    ) throws(StoreError) {
        itemsWritten += 1
        if let image = entry.image {
            try batch.put(image.view.bytes, for: entry.itemKey, in: .items)
        } else {
            try batch.delete(entry.itemKey, in: .items)
        }
        try derived.update(entry, of: table, in: &batch)
    }

    // MARK: Derived entries

    /// Adds the entries of a kind for an item that is older than the table's wish for them.
    mutating func backfill(
        _ kind: DerivedKind, _ itemKey: [UInt8], of table: Table
    ) throws(StoreError) {
        // Found first: the subscript would look into the items as they were before.
        let place = try place(of: itemKey, in: table)
        guard let image = workingSet[place] else { return }
        try derived.backfill(kind, image, under: itemKey, of: table, in: &batch)
    }

    // MARK: Idempotency

    /// What is remembered under a key of the idempotency table, unless its life has ended.
    mutating func entry<Entry: IdempotencyRecord>(
        _ key: [UInt8], as type: Entry.Type, at time: Timestamp
    ) throws(StoreError) -> Entry? {
        guard let value = try batch.value(of: key, in: .idempotency) else { return nil }
        let entry = try value.idempotencyRecord(Entry.self)
        return entry.lastSecond < time.seconds ? nil : entry
    }

    /// Remembers `entry` under `key` until its last second; `old` is what was remembered there.
    mutating func record<Entry: IdempotencyRecord>(
        _ entry: Entry, under key: [UInt8], replacing old: Entry? = nil
    ) throws(StoreError) {
        try batch.put(key, in: .idempotency) { entry.encode(to: &$0) }
        guard entry.markSecond != old?.markSecond else { return }
        if let old {
            try batch.delete(
                Keyspace.idempotencyEnd(ofEntry: key, second: old.markSecond), in: .idempotency)
        }
        try batch.putMark(
            Keyspace.idempotencyEnd(ofEntry: key, second: entry.markSecond), in: .idempotency)
    }

    // MARK: Catalog

    mutating func record(_ table: Table) throws(StoreError) {
        try batch.put(Keyspace.table(table.id), in: .catalog) { table.encode(to: &$0) }
    }

    /// Writes which ids come next.
    mutating func record(_ next: Catalog.NextIDs) throws(StoreError) {
        try batch.put(Keyspace.nextTableID, in: .catalog) { $0.write(fixed: next.table.rawValue) }
        try batch.put(Keyspace.nextStreamID, in: .catalog) {
            $0.write(fixed: next.stream.rawValue)
        }
        try batch.put(Keyspace.nextHandlerID, in: .catalog) {
            $0.write(fixed: next.handler.rawValue)
        }
    }

    /// Removes the table from the catalog and leaves a note, by which garbage collection finds its
    /// items.
    mutating func recordDrop(of table: Table) throws(StoreError) {
        try batch.delete(Keyspace.table(table.id), in: .catalog)
        try derived.drop(table.id, in: &batch)
        try batch.put(Keyspace.droppedTable(table.id), in: .catalog) { table.encode(to: &$0) }
    }

    /// Leaves a note by which garbage collection finds the entries of an index that is gone.
    mutating func recordDrop(of index: IndexAddress) throws(StoreError) {
        try derived.drop(index, in: &batch)
        try batch.putMark(Keyspace.droppedIndex(index), in: .catalog)
    }

    // MARK: The end of the group

    /// Writes how far the state has come and makes all that was flushed visible.
    consuming func finish(_ applied: AppliedState) throws(StoreError) -> Finished {
        try derived.finish(in: &batch)
        try batch.put(Keyspace.applied, in: .catalog) { applied.encode(to: &$0) }
        var sums = DerivedSums()
        derived.publish(in: &sums)
        let finished = Finished(
            sums: sums, activeBytes: try batch.activeBytes(), itemsRead: itemsRead,
            itemsWritten: itemsWritten)
        try batch.commit()
        return finished
    }
}
