import Commands
import Model
import Values

/// Turns changes into stored state: item, expiry entry, totals and change record follow from
/// (old, new), here alone.
///
/// Within one group each item is read once and written once, however many writes hit it: it stays here
/// until `finish`. Each of these writes has its own change record all the same.
struct Recorder: ~Copyable {
    /// What a group comes to besides its replies.
    struct Finished {
        /// Those that changed.
        let totals: [TableID: Totals]
        let streamTotals: [StreamID: StreamTotals]
        /// Bytes that the active layer uses now.
        let activeBytes: Int
        let itemsRead: Int
        let itemsWritten: Int
    }

    var batch: Batch
    private let space: RecentSpace
    private(set) var touched: TouchedItems
    private var totals: [TableID: Totals] = [:]
    /// Change records that are not written yet.
    var changes = PendingChanges()
    private var itemBytesHeld = 0
    /// Of all flushes: none of it is in the layer's size before the group is committed.
    private var flushedItems = 0
    private var flushedBytes = 0
    private var itemsRead = 0
    private var itemsWritten = 0

    /// - Parameter count: how many items the group may touch.
    init(_ batch: consuming Batch, space: RecentSpace, expecting count: Int) {
        self.batch = batch
        self.space = space
        touched = TouchedItems(expecting: count)
    }

    /// Bytes of the items as they were found and as they are now, and of change records: what the
    /// group keeps in memory.
    var heldBytes: Int { itemBytesHeld + changes.bytes }

    /// How many items it holds.
    var itemCount: Int { touched.entries.count }

    // MARK: Items

    /// Finds the item under `itemKey`, in the group or in the state.
    mutating func place(
        of itemKey: [UInt8], in table: Table
    ) throws(StoreError) -> TouchedItems.Place {
        let key = HashedKey(itemKey)
        if let known = touched.place(of: key) { return known }
        let stored = try batch.value(of: itemKey, in: .items)?.image()
        if stored != nil { itemsRead += 1 }
        let place = touched.add(stored, under: key, of: table)
        itemBytesHeld += touched.bytes(in: place)
        return place
    }

    /// The item with all that the group did to it so far.
    subscript(place: TouchedItems.Place) -> ItemImage? { touched[place] }

    /// The same as conditions see it at `time`: `nil` once it has ended.
    func visible(_ place: TouchedItems.Place, at time: Timestamp) -> ItemImage? {
        touched.visible(place, at: time)
    }

    /// Makes `image` what is in the place, and tells the table's stream.
    ///
    /// Answers whether this is the first change of it by the command.
    @discardableResult
    mutating func record(
        _ image: ItemImage?, in place: TouchedItems.Place, by command: Command
    ) throws(StoreError) -> Bool {
        try tell(image, in: place, by: command, isExpiry: false)
        return put(image, in: place, by: command.position)
    }

    /// Takes away an item whose time to live has ended, and tells the table's stream.
    mutating func recordEnd(
        in place: TouchedItems.Place, by command: Command
    ) throws(StoreError) {
        try tell(nil, in: place, by: command, isExpiry: true)
        _ = put(nil, in: place, by: command.position)
    }

    private mutating func tell(
        _ image: ItemImage?, in place: TouchedItems.Place, by command: Command, isExpiry: Bool
    ) throws(StoreError) {
        guard touched.hasStream(place) else { return }
        try note(image, in: place, by: command, isExpiry: isExpiry)
    }

    /// Makes `image` what is in the place again, after a command that came to nothing.
    mutating func takeBack(_ image: ItemImage?, in place: TouchedItems.Place, by position: UInt64) {
        _ = put(image, in: place, by: position)
    }

    private mutating func put(
        _ image: ItemImage?, in place: TouchedItems.Place, by position: UInt64
    ) -> Bool {
        defer { itemBytesHeld += touched.bytes(in: place) }
        return touched.change(place, to: image, by: position)
    }

    /// The size of the item as it is now; 0 when there is none.
    func bytes(in place: TouchedItems.Place) -> Int { touched.bytes(in: place) }

    /// Whether the command at `position` sees the item for the first time.
    mutating func isFirstSight(of place: TouchedItems.Place, by position: UInt64) -> Bool {
        touched.isFirstSight(of: place, by: position)
    }

    /// Writes all that was recorded.
    ///
    /// Called before a table changes and at the end of the group.
    mutating func flush() throws(StoreError) {
        let touched = touched
        self.touched = TouchedItems(expecting: 0)
        // A small update of a large item writes all of the item; its command alone does not show that.
        let changed = touched.entries.indices.filter { touched.entries[$0].isChanged }
        let bytes = changed.reduce(0) { $0 + touched.entries[$1].bytes }
        flushedItems += changed.count
        // Records of one shard lie side by side, so that their pages are full ones.
        flushedBytes += bytes + 2 * changes.bytes
        try space.reserve(for: batch.active, items: flushedItems, itemBytes: flushedBytes)
        var sums: [Totals?] = Array(repeating: nil, count: touched.tables.count)
        for index in changed {
            let entry = touched.entries[index]
            let table = touched.tables[entry.tableIndex]
            try write(entry, of: table)
            if sums[entry.tableIndex] == nil { sums[entry.tableIndex] = try totals(of: table.id) }
            sums[entry.tableIndex]?.count(old: entry.stored?.size, new: entry.image?.size)
        }
        for (table, sums) in zip(touched.tables, sums) where sums != nil {
            totals[table.id] = sums
        }
        try writeChanges()
    }

    private mutating func write(
        _ entry: TouchedItems.Entry, of table: Table
    ) throws(StoreError) {
        itemsWritten += 1
        if let image = entry.image {
            // What DynamoDB counts leaves out tags and lengths, some bytes for each attribute.
            try batch.put(entry.itemKey, in: .items, expecting: image.size + 64) {
                $0.write(image: image)
            }
        } else {
            try batch.delete(entry.itemKey, in: .items)
        }
        guard entry.storedEnd != entry.end else { return }
        if let before = entry.storedEnd {
            try removeExpiry(lastSecond: before, itemKey: entry.itemKey)
        }
        if let after = entry.end { try addExpiry(lastSecond: after, itemKey: entry.itemKey) }
    }

    // MARK: Expiry

    mutating func addExpiry(lastSecond: Int64, itemKey: [UInt8]) throws(StoreError) {
        try batch.putMark(
            Keyspace.expiry(lastSecond: lastSecond, itemKey: itemKey), in: .expiry)
    }

    mutating func removeExpiry(lastSecond: Int64, itemKey: [UInt8]) throws(StoreError) {
        try batch.delete(Keyspace.expiry(lastSecond: lastSecond, itemKey: itemKey), in: .expiry)
    }

    // MARK: Ledger

    /// What is remembered under a ledger key, unless its life has ended.
    mutating func entry<Entry: LedgerEntry>(
        _ key: [UInt8], as type: Entry.Type, at time: Timestamp
    ) throws(StoreError) -> Entry? {
        guard let value = try batch.value(of: key, in: .ledger) else { return nil }
        let entry = try value.ledgerEntry(Entry.self)
        return entry.lastSecond < time.seconds ? nil : entry
    }

    /// Remembers `entry` under `key` until its last second; `old` is what was remembered there.
    mutating func record<Entry: LedgerEntry>(
        _ entry: Entry, under key: [UInt8], replacing old: Entry? = nil
    ) throws(StoreError) {
        try batch.put(key, in: .ledger) { entry.encode(to: &$0) }
        guard entry.markSecond != old?.markSecond else { return }
        if let old {
            try batch.delete(Keyspace.ledgerEnd(ofEntry: key, second: old.markSecond), in: .ledger)
        }
        try batch.putMark(
            Keyspace.ledgerEnd(ofEntry: key, second: entry.markSecond), in: .ledger)
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

    /// Takes the table out of the catalog and leaves a note, by which the checkpoint purges its items.
    mutating func recordDrop(of table: Table) throws(StoreError) {
        try batch.delete(Keyspace.table(table.id), in: .catalog)
        try batch.delete(Keyspace.totals(table.id), in: .catalog)
        totals[table.id] = nil
        try batch.put(Keyspace.droppedTable(table.id), in: .catalog) { table.encode(to: &$0) }
    }

    private mutating func totals(of table: TableID) throws(StoreError) -> Totals {
        if let known = totals[table] { return known }
        guard let value = try batch.value(of: Keyspace.totals(table), in: .catalog) else {
            return Totals()
        }
        return try value.decoded("totals") { r throws(CodecError) in try Totals(from: &r) }
    }

    // MARK: The end of the group

    /// Writes how far the state has come and makes all that was flushed visible.
    consuming func finish(_ applied: AppliedState) throws(StoreError) -> Finished {
        for (id, sums) in totals {
            try batch.put(Keyspace.totals(id), in: .catalog) { sums.encode(to: &$0) }
        }
        for (id, sums) in changes.totals {
            try batch.put(Keyspace.totals(id), in: .catalog) { sums.encode(to: &$0) }
        }
        try batch.put(Keyspace.applied, in: .catalog) { applied.encode(to: &$0) }
        let finished = Finished(
            totals: totals, streamTotals: changes.totals, activeBytes: try batch.activeBytes(),
            itemsRead: itemsRead,
            itemsWritten: itemsWritten)
        try batch.commit()
        return finished
    }
}
