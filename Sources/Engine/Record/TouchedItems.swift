import Mutations
import Values

/// The items that a group has looked at, decoded: each once, however many writes hit it.
struct TouchedItems {
    /// Where an item is among them.
    struct Place: Hashable {
        fileprivate let index: Int
    }

    struct Entry {
        let itemKey: [UInt8]
        fileprivate let tableIndex: Int
        /// The item as the group found it in the state.
        let stored: Item?
        /// Its size, and that of `item`: worked out once for each, as all who ask come here; 0 for none.
        let storedBytes: Int
        fileprivate(set) var item: Item?
        fileprivate(set) var bytes: Int
        /// The log position of the last command that changed it; 0 before any did.
        fileprivate var changedBy: UInt64 = 0
        /// The log position of the last command that asked whether it sees the item for the first time.
        fileprivate var seenBy: UInt64 = 0
    }

    private(set) var entries: [Entry] = []
    private var places: [[UInt8]: Int] = [:]
    /// Few, and held apart from the items: a table is large.
    private var tables: [Table] = []

    /// - Parameter count: how many items there may be, to have the memory at once.
    init(expecting count: Int) {
        entries.reserveCapacity(count)
        places.reserveCapacity(count)
    }

    func place(of itemKey: [UInt8]) -> Place? {
        places[itemKey].map { Place(index: $0) }
    }

    /// Enters an item that is not there yet.
    mutating func add(_ stored: Item?, under itemKey: [UInt8], of table: Table) -> Place {
        let index = entries.count
        let bytes = stored?.size ?? 0
        entries.append(
            Entry(
                itemKey: itemKey, tableIndex: tableIndex(of: table), stored: stored,
                storedBytes: bytes, item: stored, bytes: bytes))
        places[itemKey] = index
        return Place(index: index)
    }

    private mutating func tableIndex(of table: Table) -> Int {
        if let index = tables.lastIndex(where: { $0.id == table.id }) { return index }
        tables.append(table)
        return tables.count - 1
    }

    /// The item with all that the group did to it so far.
    subscript(place: Place) -> Item? { entries[place.index].item }

    /// The size of the item as it is now; 0 when there is none.
    func bytes(in place: Place) -> Int { entries[place.index].bytes }

    /// Puts `item` in the place; answers whether it is the first change by the command at `position`.
    mutating func change(_ place: Place, to item: Item?, by position: UInt64) -> Bool {
        let isFirst = entries[place.index].changedBy != position
        entries[place.index].item = item
        entries[place.index].bytes = item?.size ?? 0
        entries[place.index].changedBy = position
        return isFirst
    }

    /// Whether the command at `position` has not asked this before.
    mutating func isFirstSight(of place: Place, by position: UInt64) -> Bool {
        defer { entries[place.index].seenBy = position }
        return entries[place.index].seenBy != position
    }

    func table(of entry: Entry) -> Table { tables[entry.tableIndex] }

    /// Whether changes of the item are to be told; cheap, as it is asked for each of them.
    func hasStream(_ place: Place) -> Bool {
        tables[entries[place.index].tableIndex].stream != nil
    }

    func table(of place: Place) -> Table { tables[entries[place.index].tableIndex] }

    func itemKey(of place: Place) -> [UInt8] { entries[place.index].itemKey }
}
