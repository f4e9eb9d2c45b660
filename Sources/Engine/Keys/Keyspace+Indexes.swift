import Model
import Values

// Entries of secondary indexes, in the order of the indexes' sort attributes within a partition.
//
//   index entry   table u32 · index u32 · slot u16 · partition part · each sort attribute, delimited
//                 · item's key without its table
//   its value     where the item's key begins, u16
//
// The partition part is an item's, of the ordered bytes of the one partition attribute, or of the
// delimited forms of several.

/// An entry of an index: its key, and where in it the item's key begins.
struct IndexEntry: Hashable {
    let key: [UInt8]
    let itemKeyStart: Int
}

extension Keyspace {
    /// Bytes of a table's id, which an entry has only once.
    private static let tableBytes = 4

    /// What the keys of a partition of an index begin with.
    static func partition(_ values: [KeyValue], of index: IndexAddress) -> [UInt8] {
        var bytes = root(of: index)
        let start = openPartition(in: &bytes)
        if values.count == 1 {
            OrderedBytes.append(values[0], to: &bytes)
        } else {
            for value in values { OrderedBytes.appendDelimited(value, to: &bytes) }
        }
        closePartition(from: start, in: &bytes)
        return bytes
    }

    /// The key of the entry of the item under `itemKey` that the index has by `key`.
    static func entry(_ key: IndexKey, of index: IndexAddress, itemKey: [UInt8]) -> [UInt8] {
        var bytes = partition(key.partition, of: index)
        for value in key.sort { OrderedBytes.appendDelimited(value, to: &bytes) }
        bytes.append(contentsOf: itemKey.dropFirst(tableBytes))
        return bytes
    }

    /// The entry of an item that has one in the index.
    static func entry(
        of item: borrowing IndexedItem, under itemKey: [UInt8],
        in member: IndexedAttributes.Member, of table: TableID
    ) -> IndexEntry {
        let index = member.index
        var bytes = root(of: IndexAddress(table: table, index: index.id))
        let start = openPartition(in: &bytes)
        let partitionCount = index.partition.count
        member.visitKey(of: item) { number, location, view in
            if number == partitionCount { closePartition(from: start, in: &bytes) }
            view.appendOrdered(
                location, isDelimited: partitionCount > 1 || number >= partitionCount, to: &bytes)
        }
        if index.sort.isEmpty { closePartition(from: start, in: &bytes) }
        let itemKeyStart = bytes.count
        bytes.append(contentsOf: itemKey.dropFirst(tableBytes))
        return IndexEntry(key: bytes, itemKeyStart: itemKeyStart)
    }

    /// All entries of an index.
    static func entries(of index: IndexAddress) -> KeyRange {
        KeyRange(startingWith: root(of: index))
    }

    /// All entries of an index whose partitions lie in `slots`.
    static func entries(of index: IndexAddress, slots: Range<Int>) -> KeyRange {
        let all = entries(of: index)
        func bound(_ slot: Int) -> [UInt8]? {
            guard slot < Keyspace.slots else { return all.upper }
            var bytes = root(of: index)
            append(UInt16(slot), to: &bytes)
            return bytes
        }
        return KeyRange(from: bound(slots.lowerBound) ?? all.lower, upTo: bound(slots.upperBound))
    }

    private static func root(of index: IndexAddress) -> [UInt8] {
        var bytes: [UInt8] = []
        // Keys of usual length need no second piece of memory.
        bytes.reserveCapacity(96)
        append(index.table.rawValue, to: &bytes)
        append(index.index.rawValue, to: &bytes)
        return bytes
    }

    // MARK: Reading

    /// The index that an entry belongs to.
    static func index(ofEntry key: [UInt8]) throws(StoreError) -> IndexAddress {
        guard key.count > 8 else { throw .corrupt("an index entry of \(key.count) bytes") }
        return IndexAddress(number(key[..<8]))
    }

    /// The key of the item that an entry leads to.
    static func itemKey(
        ofEntry key: Span<UInt8>, _ value: Span<UInt8>
    ) throws(StoreError) -> [UInt8] {
        let start = value.count == 2 ? Int(value[0]) << 8 | Int(value[1]) : 0
        guard start > 8, start < key.count else {
            throw .corrupt("an index entry that names no item")
        }
        var itemKey: [UInt8] = []
        itemKey.reserveCapacity(tableBytes + key.count - start)
        for index in 0..<tableBytes { itemKey.append(key[index]) }
        for index in start..<key.count { itemKey.append(key[index]) }
        return itemKey
    }

    // MARK: In the catalog

    static let indexTotals = KeyKind.indexTotals.range
    static let droppedIndexes = KeyKind.droppedIndex.range

    static func totals(_ index: IndexAddress) -> [UInt8] { key(.indexTotals, index.number) }
    static func droppedIndex(_ index: IndexAddress) -> [UInt8] { key(.droppedIndex, index.number) }

    static func index(ofCatalogKey key: [UInt8]) throws(StoreError) -> IndexAddress {
        guard key.count == 9 else { throw .corrupt("a catalog key of \(key.count) bytes") }
        return IndexAddress(number(key[1...]))
    }
}

extension KeyKind {
    static var indexTotals: KeyKind {
        KeyKind(.catalog, 13, "table u32 · index u32", "entries and bytes of the index")
    }
    static var droppedIndex: KeyKind {
        KeyKind(.catalog, 14, "table u32 · index u32", "1 byte: the index has entries left")
    }
    static var indexEntry: KeyKind {
        KeyKind(
            .indexes, nil,
            "table u32 · index u32 · slot u16 · partition part · sort attributes · rest of item's key",
            "where the item's key begins, u16")
    }
}
