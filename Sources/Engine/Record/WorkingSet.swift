import Commands
import Model
import Values

/// The items that a group has looked at: each once, however many writes hit it.
struct WorkingSet {
    /// Where an item is among them.
    struct Place: Hashable {
        fileprivate let index: Int
    }

    struct Entry {
        fileprivate let key: HashedKey
        /// The index of its table in `tables`.
        let tableIndex: Int
        /// The item as the group found it in the state.
        let stored: ItemImage?
        /// The item with all that the group did to it so far.
        fileprivate(set) var image: ItemImage?
        /// The last second of the one and of the other, where the table has time to live.
        let storedEnd: Int64?
        fileprivate(set) var end: Int64?
        /// Whether no command has touched an attribute at which an index of its table looks.
        fileprivate(set) var keepsIndexed = true
        /// The log position of the last command that changed it; 0 before any did.
        fileprivate(set) var changedBy: UInt64 = 0
        /// The log position of the last command that accessed the item, for `isFirstAccess`.
        fileprivate var seenBy: UInt64 = 0

        var itemKey: [UInt8] { key.bytes }

        /// The item's size as it is now; 0 when there is none.
        var bytes: Int { image?.size ?? 0 }

        /// Whether what is there now must be written.
        var isChanged: Bool { changedBy != 0 && image != stored }
    }

    private(set) var entries: [Entry] = []
    private var index: KeyIndex
    /// Few: that of an item is found by its index.
    private(set) var tables: [Table] = []
    /// Whether one of them has indexes.
    private(set) var hasIndexes = false

    /// - Parameter count: how many items there may be, to have the memory at once.
    init(expecting count: Int) {
        entries.reserveCapacity(count)
        index = KeyIndex(expecting: count)
    }

    func place(of key: HashedKey) -> Place? {
        index.find(key) { entries[$0].key == key }.map { Place(index: $0) }
    }

    /// Enters an item that is not there yet.
    mutating func add(_ stored: ItemImage?, under key: HashedKey, of table: Table) -> Place {
        let end = WorkingSet.end(of: stored, in: table)
        index.append(key) { entries[$0].key }
        entries.append(
            Entry(
                key: key, tableIndex: tableIndex(of: table), stored: stored, image: stored,
                storedEnd: end, end: end))
        return Place(index: entries.count - 1)
    }

    private static func end(of image: ItemImage?, in table: Table) -> Int64? {
        guard let image, let timeToLive = table.timeToLive else { return nil }
        return timeToLive.lastSecond(of: image)
    }

    private mutating func tableIndex(of table: Table) -> Int {
        let id = table.id.rawValue
        if let index = tables.lastIndex(where: { $0.id.rawValue == id }) { return index }
        tables.append(table)
        if table.indexedAttributes != nil { hasIndexes = true }
        return tables.count - 1
    }

    /// The item with all that the group did to it so far.
    subscript(place: Place) -> ItemImage? { entries[place.index].image }

    /// The item as conditions and streams see it at `time`: `nil` once it has ended, unless its table
    /// leaves ended items visible.
    func visible(_ place: Place, at time: Timestamp) -> ItemImage? {
        // Part by part, as an entry has many to copy.
        guard let end = entries[place.index].end, TimeToLive.hasEnded(lastSecond: end, at: time),
            tables[entries[place.index].tableIndex].timeToLive?.mode == .exact
        else { return entries[place.index].image }
        return nil
    }

    /// The size of the item as it is now; 0 when there is none.
    func bytes(in place: Place) -> Int { entries[place.index].bytes }

    /// Puts `image` in the place; answers whether it is the first change by the command at `position`.
    ///
    /// - Parameter kept: what is known to be as it was before.
    mutating func change(
        _ place: Place, to image: ItemImage?, by position: UInt64, keeping kept: KeptParts
    ) -> Bool {
        let isFirst = entries[place.index].changedBy != position
        if !kept.indexed { entries[place.index].keepsIndexed = false }
        if !kept.end {
            entries[place.index].end = WorkingSet.end(
                of: image, in: tables[entries[place.index].tableIndex])
        }
        entries[place.index].image = image
        entries[place.index].changedBy = position
        return isFirst
    }

    /// Whether this is the first access to the item by the command at `position`.
    mutating func isFirstAccess(of place: Place, by position: UInt64) -> Bool {
        defer { entries[place.index].seenBy = position }
        return entries[place.index].seenBy != position
    }

    /// Whether changes of the item go to a stream; cheap, as it is called for each change.
    func hasStream(_ place: Place) -> Bool {
        tables[entries[place.index].tableIndex].stream != nil
    }

    func table(of place: Place) -> Table { tables[entries[place.index].tableIndex] }

    func itemKey(of place: Place) -> [UInt8] { entries[place.index].itemKey }
}
