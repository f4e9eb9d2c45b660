/// What the entries of indexes may take of the memtable that a group writes, its keys alone.
///
/// They lie close together in a database of their own. So a page is copied once at the most, however
/// many of its entries change; beyond that, entries take what their bytes do.
struct IndexSpace {
    /// Pages of the tree that one entry may lead to be copied.
    private static let copiedPerEntry = 3
    /// Bytes of a node beside its key and value, the mark among them.
    private static let nodeBytes = 16

    /// Bytes of the pages that there were before the group.
    private var storedBytes: Int?
    private var count = 0
    private var entryBytes = 0
    private var takenBytes = 0

    /// To be called before the first entry of the group is written.
    mutating func begin(reading batch: borrowing Batch) throws(StoreError) {
        if storedBytes == nil { storedBytes = try batch.activeBytes(of: .indexes) }
    }

    /// Takes in that an entry is put or deleted.
    mutating func add(_ entry: IndexEntry) {
        count += 1
        entryBytes += IndexSpace.pageBytes(ofKey: entry.key.count)
    }

    /// What was added since the last call.
    mutating func taken() -> DerivedSpace {
        let copied = min(
            count * IndexSpace.copiedPerEntry * MemtableSpace.pageBytes, storedBytes ?? 0)
        let before = takenBytes
        takenBytes = copied + entryBytes
        return DerivedSpace(bytes: takenBytes - before)
    }

    /// Bytes of new pages for an entry: these may be half empty, and have pages above them.
    private static func pageBytes(ofKey count: Int) -> Int {
        let node = min(count, LongKey.storedBytes) + nodeBytes
        let rest = max(count - LongKey.plainBytesMax, 0)
        if node + rest <= MemtableSpace.pageBytes / 4 { return 3 * (node + rest) }
        // A longer one may be the only one on its page, or have pages of its own.
        let pages = (rest + nodeBytes) / MemtableSpace.pageBytes + 1
        return 3 * node + pages * MemtableSpace.pageBytes
    }
}
