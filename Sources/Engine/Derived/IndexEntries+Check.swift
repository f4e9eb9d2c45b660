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
        guard let attributes = table.indexedAttributes else { return }
        let item = IndexedItem(item, attributes)
        for member in attributes.members where member.hasEntry(for: item) {
            let index = member.index
            let entry = Keyspace.entry(of: item, under: itemKey, in: member, of: table.id)
            if try check.snapshot.value(of: entry.key, in: .indexes) == nil {
                if index.state == .creating { continue }
                check.report.add(
                    damage: "table \(table.name): an item is missing in index \(index.name)")
            }
            tally[IndexAddress(table: table.id, index: index.id), default: Totals()].count(
                old: nil, new: member.projectedSize(of: item))
        }
    }

    static func checkEntries(
        in check: inout IntegrityCheck, _ tally: [IndexAddress: Totals]
    ) throws(StoreError) {
        var notes = try check.snapshot.cursor(in: .catalog, Keyspace.droppedIndexes)
        var dropped: Set<IndexAddress> = []
        while let (key, _) = try notes.next() {
            let address = try Keyspace.index(ofCatalogKey: key)
            dropped.insert(address)
            if let index = check.catalog[address] {
                check.report.add(damage: "indexes: index \(index.name) is said to be dropped")
            }
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
                if index.state == .creating, table.backfills[.index] == nil {
                    check.report.add(
                        damage: "table \(table.name): nothing completes index \(index.name)")
                }
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
    ///
    /// Nor is what an index has while it is created: an item may get its entry before the walk comes to
    /// it, and whether it does depends on how commands were grouped.
    static func isContent(
        _ key: [UInt8], in space: Space, of state: borrowing ContentHash.State
    ) throws(StoreError) -> Bool? {
        switch space {
        case .indexes:
            return state.contents.catalog[try Keyspace.index(ofEntry: key)]?.state == .active
        case .catalog where Keyspace.droppedIndexes.contains(key):
            return false
        case .catalog where Keyspace.indexTotals.contains(key):
            let index = try Keyspace.index(ofCatalogKey: key)
            return state.contents.catalog[index]?.state == .active
                && state.contents.indexTotals[index] != Totals()
        default: return nil
        }
    }
}

extension IntegrityCheck {
    fileprivate mutating func checkEntry(
        _ key: [UInt8], _ value: StoredValue, of address: IndexAddress
    ) throws(StoreError) {
        guard let table = catalog[address.table], let attributes = table.indexedAttributes,
            let member = attributes.members.first(where: { $0.index.id == address.index })
        else {
            report.add(
                damage: "indexes: index \(address.index.rawValue) of table id "
                    + "\(address.table.rawValue) is not in the catalog")
            return
        }
        let itemKey = try Keyspace.itemKey(
            ofEntry: key.span, value.bytes.span.extracting(value.start...))
        let item = try snapshot.value(of: itemKey, in: .items)?.image()
        if let item = item.map({ IndexedItem($0, attributes) }), member.hasEntry(for: item),
            Keyspace.entry(of: item, under: itemKey, in: member, of: table.id).key == key
        {
            return
        }
        report.add(
            damage: "table \(table.name): an entry of index \(member.index.name) leads to no "
                + "item that has its key")
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
