import Commands
import Engine
import JSON
import Model
import Values

/// What a request costs at one table: of the table itself, and of those of its indexes that it uses.
struct TableCapacity: Sendable {
    /// Which of the two counters of a transaction's report the units belong to.
    enum Direction: String, Sendable {
        case read = "ReadCapacityUnits"
        case write = "WriteCapacityUnits"
    }

    private var table: Capacity
    private var indexes: [(index: SecondaryIndex, capacity: Capacity)]

    init(_ table: Capacity, indexes: [(index: SecondaryIndex, capacity: Capacity)] = []) {
        self.table = table
        self.indexes = indexes
    }

    /// A write: the larger image of the item, and what changes of the table's indexes.
    init(_ change: Change, to table: Table) {
        self.table = .write(bytes: change.chargedBytes)
        indexes = table.indexes.compactMap { index in
            index.cost(of: change).map { (index, $0) }
        }
    }

    /// A page of an index; what was fetched of its items from the table is charged there, item by item.
    init(_ page: IndexPage, of index: SecondaryIndex, consistent: Bool) {
        table = page.fetchedSizes.reduce(Capacity.zero) {
            $0 + .read(bytes: $1, consistent: consistent)
        }
        indexes = [(index, .read(bytes: page.evaluatedBytes, consistent: consistent))]
    }

    /// What the same access costs inside a transaction, which is charged for the table only.
    var transactional: TableCapacity {
        TableCapacity(table.transactional, indexes: indexes)
    }

    static func += (left: inout TableCapacity, right: TableCapacity) {
        left.table += right.table
        for (index, capacity) in right.indexes {
            if let place = left.indexes.firstIndex(where: { $0.index.id == index.id }) {
                left.indexes[place].capacity += capacity
            } else {
                left.indexes.append((index, capacity))
            }
        }
    }

    /// Writes the `ConsumedCapacity` member of an answer about one table, if it was asked for.
    func writeMember(_ detail: Capacity.Detail, table name: Text, to writer: inout JSONWriter) {
        if detail == .none { return }
        writer.name("ConsumedCapacity")
        write(detail, table: name, to: &writer)
    }

    /// Writes one table's report; transactions say also which kind of units they are.
    func write(
        _ detail: Capacity.Detail, table name: Text, direction: Direction? = nil,
        to writer: inout JSONWriter
    ) {
        let total = indexes.reduce(table) { $0 + $1.capacity }
        writer.beginObject()
        writer.name("TableName")
        writer.string(name.string)
        TableCapacity.write(units: total, direction, to: &writer)
        if detail == .indexes {
            writer.name("Table")
            writer.beginObject()
            TableCapacity.write(units: table, direction, to: &writer)
            writer.endObject()
            writeIndexes(.local, as: "LocalSecondaryIndexes", direction, to: &writer)
            writeIndexes(.global, as: "GlobalSecondaryIndexes", direction, to: &writer)
        }
        writer.endObject()
    }

    private func writeIndexes(
        _ scope: SecondaryIndexDefinition.Scope, as member: String, _ direction: Direction?,
        to writer: inout JSONWriter
    ) {
        let listed = indexes.filter { $0.index.scope == scope }
        if listed.isEmpty { return }
        writer.name(member)
        writer.beginObject()
        for (index, capacity) in listed {
            writer.name(index.name.string)
            writer.beginObject()
            TableCapacity.write(units: capacity, direction, to: &writer)
            writer.endObject()
        }
        writer.endObject()
    }

    private static func write(
        units: Capacity, _ direction: Direction?, to writer: inout JSONWriter
    ) {
        writer.name("CapacityUnits")
        writer.number(text: units.text)
        if let direction {
            writer.name(direction.rawValue)
            writer.number(text: units.text)
        }
    }
}

extension SecondaryIndex {
    /// What AWS charges for the index when an item changes; `nil` when the index does not see it: an
    /// entry that moves is two writes, one that comes, goes or changes in place is one.
    fileprivate func cost(of change: Change) -> Capacity? {
        let old = change.oldImage.flatMap { image in key(of: image).map { ($0, image) } }
        let new = change.newImage.flatMap { image in key(of: image).map { ($0, image) } }
        switch (old, new) {
        case (nil, nil): return nil
        case (let (_, image)?, nil), (nil, let (_, image)?):
            return .write(bytes: projectedSize(of: image))
        case (let (oldKey, oldImage)?, let (newKey, newImage)?):
            let oldSize = projectedSize(of: oldImage)
            let newSize = projectedSize(of: newImage)
            if oldKey != newKey { return .write(bytes: oldSize) + .write(bytes: newSize) }
            if projection(of: oldImage) == projection(of: newImage) { return nil }
            return .write(bytes: max(oldSize, newSize))
        }
    }

    private func projection(of item: ItemImage) -> ItemImage {
        projected.map { item.projected(to: $0) } ?? item
    }
}
