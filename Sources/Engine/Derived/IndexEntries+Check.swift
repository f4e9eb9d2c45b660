import Commands
import Model
import Values

// Every entry must follow from an item, and every item's entries must be there.
extension IndexEntries {
    static var emptyTally: [IndexAddress: Totals] { [:] }

    static func check(
        _ item: ItemImage, under itemKey: [UInt8], of table: Table, in check: inout IntegrityCheck,
        _ tally: inout [IndexAddress: Totals]
    ) throws(StoreError) {
        for index in table.indexes {
            guard
                let entry = Keyspace.entry(of: item, under: itemKey, in: index, of: table.id)
            else { continue }
            if try check.snapshot.value(of: entry.key, in: .indexes) == nil {
                if index.state == .creating { continue }
                check.report.add(
                    damage: "table \(table.name): an item is missing in index \(index.name)")
            }
            tally[IndexAddress(table: table.id, index: index.id), default: Totals()].count(
                old: nil, new: index.projectedSize(of: item))
        }
    }

    static func checkEntries(
        in check: inout IntegrityCheck, _ tally: [IndexAddress: Totals]
    ) throws(StoreError) {
        var notes = try check.snapshot.cursor(in: .catalog, Keyspace.droppedIndexes)
        var dropped: Set<IndexAddress> = []
        while let (key, _) = try notes.next() {
            dropped.insert(try Keyspace.index(ofCatalogKey: key))
        }
        var cursor = try check.snapshot.cursor(in: .indexes, .everything)
        while let (key, value) = try cursor.next() {
            try check.step()
            do {
                let address = try Keyspace.index(ofEntry: key)
                if dropped.contains(address) {
                    check.report.count(1, of: .unpurgedIndexEntries)
                } else {
                    check.report.count(1, of: .indexEntries)
                    try check.checkEntry(key, value, of: address)
                }
            } catch .corrupt(let what, _) {
                check.report.add(damage: "indexes: \(what)")
            }
        }
        for table in check.catalog.sorted {
            for index in table.indexes {
                let address = IndexAddress(table: table.id, index: index.id)
                let counted = tally[address] ?? Totals()
                let known = check.indexTotals[address] ?? Totals()
                if counted == known { continue }
                check.report.add(
                    damage: "table \(table.name): totals of index \(index.name) say "
                        + "\(known.items) items of \(known.bytes) bytes, there are "
                        + "\(counted.items) of \(counted.bytes)")
            }
        }
    }

    /// Entries and notes of dropped indexes are no content, nor are totals of nothing.
    static func isContent(
        _ key: [UInt8], in space: Space, of state: borrowing ContentHash.State
    ) throws(StoreError) -> Bool? {
        switch space {
        case .indexes:
            return state.contents.catalog[try Keyspace.index(ofEntry: key)] != nil
        case .catalog where Keyspace.droppedIndexes.contains(key):
            return false
        case .catalog where Keyspace.indexTotals.contains(key):
            return state.contents.indexTotals[try Keyspace.index(ofCatalogKey: key)] != Totals()
        default: return nil
        }
    }
}

extension IntegrityCheck {
    fileprivate mutating func checkEntry(
        _ key: [UInt8], _ value: StoredValue, of address: IndexAddress
    ) throws(StoreError) {
        guard let index = catalog[address] else {
            report.add(
                damage: "indexes: index \(address.index.rawValue) of table id "
                    + "\(address.table.rawValue) is not in the catalog")
            return
        }
        let itemKey = try Keyspace.itemKey(
            ofEntry: key.span, value.bytes.span.extracting(value.start...))
        let item = try snapshot.value(of: itemKey, in: .items)?.image()
        let entry = item.flatMap {
            Keyspace.entry(of: $0, under: itemKey, in: index, of: address.table)
        }
        if entry?.key != key {
            let table = catalog[address.table]?.name ?? ""
            report.add(
                damage: "table \(table): an entry of index \(index.name) leads to no item "
                    + "that has its key")
        }
    }
}

extension CheckFigure {
    static let indexEntries = CheckFigure("indexEntries")
    static let unpurgedIndexEntries = CheckFigure("unpurgedIndexEntries")
}

extension IntegrityCheck.Report {
    package var indexEntries: Int { self[.indexEntries] }
    /// Entries of dropped indexes that garbage collection has not removed yet: harmless.
    package var unpurgedIndexEntries: Int { self[.unpurgedIndexEntries] }
}
