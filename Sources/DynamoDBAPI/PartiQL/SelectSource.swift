import Engine
import Expressions
import Model
import PartiQL
import Values

/// Where a SELECT finds its items: in its table, or by one of the table's indexes.
struct SelectSource: Sendable {
    let table: Table
    let index: SecondaryIndex?
    /// The key by which items are named and ordered, the table's or the index's.
    let key: KeySchema
    /// Whether items are fetched whole from the table, which only local indexes allow.
    private let readsWholeItems: Bool
    private let isConsistent: Bool

    init(
        _ selection: Selection, of bound: BoundStatement, isConsistent: Bool
    ) throws(WireError) {
        table = bound.table
        self.isConsistent = isConsistent
        guard let name = bound.index else {
            index = nil
            key = table.keySchema
            readsWholeItems = false
            return
        }
        let index = try SelectSource.index(named: name, of: table, isConsistent: isConsistent)
        self.index = index
        key = KeySchema(partition: index.partition[0], sort: index.sort.first)
        let missing = index.unprojected(selection.columns.roots)
        if index.scope == .global, !missing.isEmpty {
            throw IndexTarget.unprojected(missing, by: index)
        }
        readsWholeItems = !missing.isEmpty
    }

    /// Refuses a condition beside one of the index's key that is about what the index does not have; a read
    /// of all of the index finds nothing by it instead.
    func check(_ condition: Condition?) throws(WireError) {
        guard let index, let condition else { return }
        var names: [Text] = []
        for member in condition.conjuncts {
            if case .any = member { continue }
            for name in member.paths.map(\.root) where !names.contains(name) { names.append(name) }
        }
        let missing = index.unprojected(names)
        if !missing.isEmpty { throw IndexTarget.unfiltered(missing, by: index) }
    }

    private static func index(
        named name: Text, of table: Table, isConsistent: Bool
    ) throws(WireError) -> SecondaryIndex {
        guard let index = table.index(named: name) else {
            throw .validation("The table does not have the specified index")
        }
        try checkKey(of: index)
        if isConsistent, index.scope == .global {
            throw .validation(
                "Strongly consistent read is not supported on Global Secondary Indexes")
        }
        try IndexTarget.checkState(of: index)
        return index
    }

    /// Statements read no index whose key has several attributes of a kind, though Query does.
    static func checkKey(of index: SecondaryIndex) throws(WireError) {
        if index.partition.count > 1 || index.sort.count > 1 {
            throw .validation(
                "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or "
                    + "multi-attribute RANGE keys.")
        }
    }

    /// Whether a read of one partition can find one item at the most, as GetItem does.
    func isPoint(_ read: PartitionRead) -> Bool {
        index == nil && read.key(by: key) != nil
    }

    /// The one item that a SELECT names, if it is there.
    func item(
        _ key: Key, in snapshot: borrowing Snapshot
    ) throws(StoreError) -> (ItemImage?, TableCapacity) {
        let image = try snapshot.image(key, in: table)
        return (image, TableCapacity(.read(bytes: image?.size ?? 0, consistent: isConsistent)))
    }

    /// One page of what a SELECT reads of a partition.
    ///
    /// - Parameter bytesMax: what it may evaluate, a whole page at the most.
    func page(
        of read: PartitionRead, after: SelectPosition?, limit: Int?, bytesMax: Int,
        in snapshot: borrowing Snapshot
    ) throws(StoreError) -> SelectedItems {
        guard let index else {
            var query = Engine.Query(
                table: table, partition: read.partition, sort: read.sort,
                isReversed: read.isReversed, after: after?.key, limit: limit, filter: read.filter)
            query.evaluatedBytesMax = bytesMax
            return SelectedItems(try snapshot.query(query), consistent: isConsistent)
        }
        var query = IndexQuery(
            table: table, index: index, partition: [read.partition], sort: read.sort,
            isReversed: read.isReversed, limit: limit, filter: read.filter,
            readsWholeItems: readsWholeItems)
        query.after = after.flatMap(\.indexPosition)
        query.evaluatedBytesMax = bytesMax
        return items(of: try snapshot.query(query), index)
    }

    /// One page of everything.
    func page(
        filter: Condition?, after: SelectPosition?, limit: Int?, in snapshot: borrowing Snapshot
    ) throws(StoreError) -> SelectedItems {
        guard let index else {
            let page = try snapshot.scan(
                Engine.Scan(table: table, after: after?.key, limit: limit, filter: filter))
            let isWhole = after == nil && page.lastKey == nil
            return SelectedItems(
                page, consistent: isConsistent,
                parts: isWhole ? TableParts.count(of: table.settings) : 1)
        }
        var scan = IndexScan(
            table: table, index: index, limit: limit, filter: filter,
            readsWholeItems: readsWholeItems)
        scan.after = after.flatMap(\.indexPosition)
        return items(of: try snapshot.scan(scan), index)
    }

    private func items(of page: IndexPage, _ index: SecondaryIndex) -> SelectedItems {
        SelectedItems(
            images: page.images, scannedCount: page.scannedCount,
            evaluatedBytes: page.evaluatedBytes,
            last: page.lastPosition.map(SelectPosition.init),
            cost: TableCapacity(page, of: index, consistent: isConsistent))
    }

    /// The attributes of a position, as a LastEvaluatedKey has them.
    func attributes(of position: SelectPosition) -> Item {
        guard let index, let indexPosition = position.indexPosition else {
            return table.keySchema.attributes(of: position.key)
        }
        return indexPosition.attributes(of: index, in: table.keySchema)
    }

    /// Whether a page can have ended at `position`, going by the types of its keys.
    func mayHaveEnded(at position: SelectPosition) -> Bool {
        guard (index == nil) == (position.indexKey == nil) else { return false }
        func fits(_ key: Key, _ schema: KeySchema) -> Bool {
            do throws(KeyError) {
                return try schema.key(exactly: schema.attributes(of: key)) == key
            } catch {
                return false
            }
        }
        return fits(position.key, table.keySchema)
            && position.indexKey.map { fits($0, key) } ?? true
    }
}
