import Mutations
import Values

/// Turns changes into stored state: item, expiry entry and totals follow from (old, new), here alone.
///
/// Within one group each item is decoded once and encoded once, however many writes hit it: it stays
/// decoded here until `finish`. Indexes and change records get their place here too.
struct Recorder: ~Copyable {
    private struct Touched {
        let table: Table
        /// The item as the group found it in the state.
        let stored: Item?
        var item: Item?
    }

    private var batch: Batch
    private var touched: [[UInt8]: Touched] = [:]
    private var totals: [TableID: Totals] = [:]

    init(_ batch: consuming Batch) {
        self.batch = batch
    }

    // MARK: Items

    /// The item under `itemKey` with all that the group did to it so far.
    mutating func item(_ itemKey: [UInt8], in table: Table) throws(StoreError) -> Item? {
        if let known = touched[itemKey] { return known.item }
        let item = try batch.value(of: itemKey, in: .items)?.item()
        touched[itemKey] = Touched(table: table, stored: item, item: item)
        return item
    }

    /// Makes `item` what is under `itemKey`; the key must have been looked up with `item(_:in:)`.
    mutating func record(_ item: Item?, under itemKey: [UInt8]) {
        touched[itemKey]?.item = item
    }

    /// Writes all that was recorded.
    ///
    /// Called before a table changes and at the end of the group.
    mutating func flush() throws(StoreError) {
        for (itemKey, touched) in touched where touched.item != touched.stored {
            try write(touched, under: itemKey)
        }
        touched.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ touched: Touched, under itemKey: [UInt8]) throws(StoreError) {
        if let item = touched.item {
            try batch.put(itemKey, in: .items) { $0.write(item: item) }
        } else {
            try batch.delete(itemKey, in: .items)
        }
        var sums = try totals(of: touched.table.id)
        sums.count(old: touched.stored?.size, new: touched.item?.size)
        totals[touched.table.id] = sums
        guard let timeToLive = touched.table.timeToLive else { return }
        let before = touched.stored.flatMap { timeToLive.lastSecond(of: $0) }
        let after = touched.item.flatMap { timeToLive.lastSecond(of: $0) }
        guard before != after else { return }
        if let before { try removeExpiry(lastSecond: before, itemKey: itemKey) }
        if let after { try addExpiry(lastSecond: after, itemKey: itemKey) }
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

    /// What is remembered under `token`, unless its life has ended.
    mutating func receipt(of token: Text, at time: Timestamp) throws(StoreError) -> Receipt? {
        let key = Keyspace.receipt(of: token)
        guard let value = try batch.value(of: key, in: .ledger) else { return nil }
        let receipt = try value.decoded("a receipt") { r throws(CodecError) in
            try Receipt(from: &r)
        }
        return receipt.lastSecond < time.seconds ? nil : receipt
    }

    mutating func record(_ receipt: Receipt, of token: Text) throws(StoreError) {
        try batch.put(Keyspace.receipt(of: token), in: .ledger) { receipt.encode(to: &$0) }
        try batch.putMark(
            Keyspace.receiptExpiry(second: receipt.lastSecond, token: token.bytes), in: .ledger)
    }

    // MARK: Catalog

    /// Writes the table and, after a creation, the id that comes next.
    mutating func record(_ table: Table, nextID: TableID) throws(StoreError) {
        try batch.put(Keyspace.table(table.id), in: .catalog) { table.encode(to: &$0) }
        try batch.put(Keyspace.nextTableID, in: .catalog) { $0.write(fixed: nextID.rawValue) }
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

    /// Writes what is left together with how far the state has come, and makes all of it visible.
    ///
    /// Returns the totals that changed, and the bytes that the active layer now uses.
    consuming func finish(
        _ applied: AppliedState
    ) throws(StoreError) -> (totals: [TableID: Totals], activeBytes: Int) {
        try flush()
        for (id, sums) in totals {
            try batch.put(Keyspace.totals(id), in: .catalog) { sums.encode(to: &$0) }
        }
        try batch.put(Keyspace.applied, in: .catalog) { applied.encode(to: &$0) }
        let changed = totals
        let activeBytes = try batch.activeBytes()
        try batch.commit()
        return (changed, activeBytes)
    }
}
