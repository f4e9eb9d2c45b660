import Model

/// An index of a table, as keys name it.
struct IndexAddress: Hashable, Sendable {
    let table: TableID
    let index: IndexID

    init(table: TableID, index: IndexID) {
        self.table = table
        self.index = index
    }

    /// Reads what `number` gives.
    init(_ number: UInt64) {
        table = TableID(rawValue: UInt32(truncatingIfNeeded: number >> 32))
        index = IndexID(rawValue: UInt32(truncatingIfNeeded: number))
    }

    var number: UInt64 { UInt64(table.rawValue) << 32 | UInt64(index.rawValue) }
}

extension Catalog {
    subscript(address: IndexAddress) -> SecondaryIndex? {
        self[address.table]?.indexes.first { $0.id == address.index }
    }
}
