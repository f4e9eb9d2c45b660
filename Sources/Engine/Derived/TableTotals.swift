import Model
import Values

/// How many items each table has and how large they are together.
struct TableTotals: DerivedEntries {
    static var keyKinds: [KeyKind] { [.totals] }

    /// The totals of the tables that the group has changed, except for `table`.
    private var known: [TableID: Totals] = [:]
    /// The table of the last change: items of one table mostly come one after the other.
    private var table: TableID?
    private var sums = Totals()

    /// The totals that the group has changed.
    private var changed: [TableID: Totals] {
        var all = known
        if let table { all[table] = sums }
        return all
    }

    mutating func update(
        _ entry: WorkingSet.Entry, of table: Table, in batch: inout Batch
    ) throws(StoreError) {
        if self.table?.rawValue != table.id.rawValue { try turn(to: table.id, reading: batch) }
        sums.count(old: entry.stored?.size, new: entry.image?.size)
    }

    private mutating func turn(
        to table: TableID, reading batch: borrowing Batch
    ) throws(StoreError) {
        let next: Totals
        if let sums = known[table] {
            next = sums
        } else {
            next =
                try batch.value(of: Keyspace.totals(table), in: .catalog)?.decoded("totals") {
                    r throws(CodecError) in try Totals(from: &r)
                } ?? Totals()
        }
        if let before = self.table { known[before] = sums }
        self.table = table
        sums = next
    }

    mutating func drop(_ table: TableID, in batch: inout Batch) throws(StoreError) {
        try batch.delete(Keyspace.totals(table), in: .catalog)
        known[table] = nil
        if self.table == table { self.table = nil }
    }

    mutating func finish(in batch: inout Batch) throws(StoreError) {
        for (id, sums) in changed {
            try batch.put(Keyspace.totals(id), in: .catalog) { sums.encode(to: &$0) }
        }
    }

    func publish(in sums: inout DerivedSums) { sums.tables = changed }

    static var emptyTally: [TableID: Totals] { [:] }

    static func check(
        _ item: ItemImage, under itemKey: [UInt8], of table: Table, in check: inout IntegrityCheck,
        _ tally: inout [TableID: Totals]
    ) throws(StoreError) {
        tally[table.id, default: Totals()].count(old: nil, new: item.size)
    }

    static func checkEntries(
        in check: inout IntegrityCheck, _ tally: [TableID: Totals]
    ) throws(StoreError) {
        for table in check.catalog.sorted {
            let counted = tally[table.id] ?? Totals()
            let known = check.totals[table.id] ?? Totals()
            if counted != known {
                check.report.add(
                    damage: "table \(table.name): totals say \(known.items) items of "
                        + "\(known.bytes) bytes, there are \(counted.items) of \(counted.bytes)")
            }
        }
    }

    /// Totals of nothing are no content: they are there or not.
    static func isContent(
        _ key: [UInt8], in space: Space, of state: borrowing ContentHash.State
    ) throws(StoreError) -> Bool? {
        guard space == .catalog, Keyspace.totals.contains(key) else { return nil }
        return state.contents.totals[try Keyspace.tableID(ofCatalogKey: key)] != Totals()
    }
}

extension KeyKind {
    static var totals: KeyKind { KeyKind(.catalog, 3, "table u32", "items and bytes of the table") }
}
