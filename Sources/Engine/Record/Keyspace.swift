import Commands
import Crypto
import Expressions
import Model
import Platform
import Sketches
import Values

// What lies where. Every number is big-endian, so byte order is numeric order.
//
//   items     table u32 · slot u16 · partition part · sort key (ordered bytes, to the end)
//   expiry    last second u64 (sign bit flipped) · the item's key                    value: 1 byte
//   catalog   1 · table u32              table
//             2                          applied state
//             3 · table u32              totals
//             4                          next table id u32
//             5 · table u32              dropped table whose items are not all gone yet
//             6 · stream u32             stream
//             7 · stream u32             totals of the stream's shards
//             8                          next stream id u32
//             9 · stream u32             dropped stream whose records are not all gone yet
//             10 · handler u32           handler
//             11                         next handler id u32
//             12 · position u64          loss that was accepted, before that position
//   changes   stream u32 · shard u16 · sequence u64     change record
//   ledger    1 · token                  receipt
//             2 · last second u64 · token                                            value: 1 byte
//             3 · table u32 · source       source's mark
//             4 · table u32 · id of ONCE   when it may be forgotten, and what it was for
//             5 · last second u64 · key of a source's mark or an id                  value: 1 byte
//             6 · handler u32 · shard u16  how far a handler has come
//
//   partition part: length u8 (0...200) · ordered bytes, or 255 · SHA-256 of the ordered bytes.
//   The length keeps one partition's sort keys from running into the next one's; partitions need no
//   order among each other, so a long one is as good as its digest (the item has the key itself).

/// The databases of `base` and `recent`: a fixed number, so that a transaction's cost does not grow
/// with the number of tables.
package enum Space: Int, CaseIterable, Sendable {
    case catalog, items, indexes, expiry, changes, ledger

    var name: String {
        switch self {
        case .catalog: "catalog"
        case .items: "items"
        case .indexes: "indexes"
        case .expiry: "expiry"
        case .changes: "changes"
        case .ledger: "ledger"
        }
    }
}

/// The one map from what is stored to the key under which it is stored.
enum Keyspace {
    private static let partitionBytesMax = 200
    private static let digestMark: UInt8 = 255
    /// Slots are 16 bits of a documented hash: the unit of parallel scans and of partitioning.
    static let slots = ChangeStream.slots

    // MARK: Items

    static func item(_ key: Key, in table: TableID) -> [UInt8] {
        var bytes = partition(key.partition, in: table)
        if let sort = key.sort { OrderedBytes.append(sort, to: &bytes) }
        return bytes
    }

    /// The prefix that all items of one partition share.
    static func partition(_ value: KeyValue, in table: TableID) -> [UInt8] {
        var bytes: [UInt8] = []
        // Keys of usual length, with their sort keys, need no second piece of memory.
        bytes.reserveCapacity(64)
        append(table.rawValue, to: &bytes)
        // The slot and the length, known when the value stands behind them.
        append(0 as UInt16, to: &bytes)
        bytes.append(0)
        let start = bytes.count
        OrderedBytes.append(value, to: &bytes)
        let count = bytes.count - start
        let slot = slot(of: bytes.span.extracting(start..<bytes.count))
        bytes[start - 3] = UInt8(truncatingIfNeeded: slot >> 8)
        bytes[start - 2] = UInt8(truncatingIfNeeded: slot)
        if count <= partitionBytesMax {
            bytes[start - 1] = UInt8(truncatingIfNeeded: count)
        } else {
            let digest = SHA256.hash(data: bytes[start...])
            bytes[start - 1] = digestMark
            bytes.removeSubrange(start...)
            bytes.append(contentsOf: digest)
        }
        return bytes
    }

    /// All items of a table that lie in `slots`.
    static func items(of table: TableID, slots: Range<Int>) -> KeyRange {
        func bound(_ slot: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            if slot < Keyspace.slots {
                append(table.rawValue, to: &bytes)
                append(UInt16(slot), to: &bytes)
            } else {
                append(table.rawValue + 1, to: &bytes)
            }
            return bytes
        }
        return KeyRange(from: bound(slots.lowerBound), upTo: bound(slots.upperBound))
    }

    /// The table that a stored item key belongs to, or `nil` when it is too short to be one.
    static func table(ofItemKey key: some Collection<UInt8>) -> TableID? {
        guard key.count > 6 else { return nil }
        return TableID(rawValue: key.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    /// The slot in a stored item key.
    static func slot(ofItemKey key: [UInt8]) -> UInt16 {
        key.count > 6 ? UInt16(key[4]) << 8 | UInt16(key[5]) : 0
    }

    /// Where a stored item key has its partition key's ordered bytes; `nil` when it has their digest.
    static func partitionBytes(ofItemKey key: Span<UInt8>) -> Range<Int>? {
        // Table, slot and length come first.
        guard key.count > 6, key[6] != digestMark, key.count >= 7 + Int(key[6]) else { return nil }
        return 7..<7 + Int(key[6])
    }

    /// The slot of a partition key's ordered bytes: the top 16 bits of the first half of
    /// MurmurHash3 x64-128 with seed 0.
    static func slot(of ordered: Span<UInt8>) -> UInt16 {
        UInt16(truncatingIfNeeded: MurmurHash3.hash(ordered, seed: 0).0 >> 48)
    }

    // MARK: Expiry

    static func expiry(lastSecond: Int64, itemKey: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + itemKey.count)
        append(UInt64(bitPattern: lastSecond) ^ (1 << 63), to: &bytes)
        bytes.append(contentsOf: itemKey)
        return bytes
    }

    /// All expiry entries whose last second lies in `seconds`.
    static func expiries(in seconds: Range<Int64>) -> KeyRange {
        KeyRange(
            from: expiry(lastSecond: seconds.lowerBound, itemKey: []),
            upTo: expiry(lastSecond: seconds.upperBound, itemKey: []))
    }

    static func splitExpiry(_ key: [UInt8]) throws(StoreError) -> Expiry {
        guard key.count > 8, let table = table(ofItemKey: key[8...]) else {
            throw .corrupt("an expiry entry of \(key.count) bytes names no item")
        }
        let raw = key[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Expiry(
            lastSecond: Int64(bitPattern: raw ^ (1 << 63)), table: table,
            storedKey: Array(key[8...]))
    }

    // MARK: Catalog

    static let applied: [UInt8] = [2]
    static let nextTableID: [UInt8] = [4]
    static let nextStreamID: [UInt8] = [8]
    static let nextHandlerID: [UInt8] = [11]
    static let tables = KeyRange(startingWith: [1])
    static let totals = KeyRange(startingWith: [3])
    static let droppedTables = KeyRange(startingWith: [5])
    static let streams = KeyRange(startingWith: [6])
    static let streamTotals = KeyRange(startingWith: [7])
    static let droppedStreams = KeyRange(startingWith: [9])
    static let handlers = KeyRange(startingWith: [10])
    static let losses = KeyRange(startingWith: [12])

    static func table(_ id: TableID) -> [UInt8] { catalog(1, id.rawValue) }
    static func totals(_ id: TableID) -> [UInt8] { catalog(3, id.rawValue) }
    static func droppedTable(_ id: TableID) -> [UInt8] { catalog(5, id.rawValue) }
    static func stream(_ id: StreamID) -> [UInt8] { catalog(6, id.rawValue) }
    static func totals(_ id: StreamID) -> [UInt8] { catalog(7, id.rawValue) }
    static func droppedStream(_ id: StreamID) -> [UInt8] { catalog(9, id.rawValue) }
    static func handler(_ id: HandlerID) -> [UInt8] { catalog(10, id.rawValue) }

    static func loss(before position: UInt64) -> [UInt8] {
        var bytes: [UInt8] = [12]
        append(position, to: &bytes)
        return bytes
    }

    private static func catalog(_ kind: UInt8, _ id: UInt32) -> [UInt8] {
        var bytes = [kind]
        append(id, to: &bytes)
        return bytes
    }

    static func tableID(ofCatalogKey key: [UInt8]) throws(StoreError) -> TableID {
        TableID(rawValue: try number(ofCatalogKey: key))
    }

    static func streamID(ofCatalogKey key: [UInt8]) throws(StoreError) -> StreamID {
        StreamID(rawValue: try number(ofCatalogKey: key))
    }

    private static func number(ofCatalogKey key: [UInt8]) throws(StoreError) -> UInt32 {
        guard key.count == 5 else { throw .corrupt("a catalog key of \(key.count) bytes") }
        return key[1...].reduce(0) { $0 << 8 | UInt32($1) }
    }

    // MARK: Changes

    static func change(_ sequence: SequenceNumber, of stream: StreamID, shard: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(changeKeyBytes)
        append(stream.rawValue, to: &bytes)
        append(UInt16(truncatingIfNeeded: shard), to: &bytes)
        append(sequence.rawValue, to: &bytes)
        return bytes
    }

    private static let changeKeyBytes = 14

    /// The records of a shard in `sequences`.
    static func changes(
        of stream: StreamID, shard: Int, _ sequences: ClosedRange<SequenceNumber>
    ) -> KeyRange {
        KeyRange(
            from: change(sequences.lowerBound, of: stream, shard: shard),
            upTo: KeyRange.firstKey(after: change(sequences.upperBound, of: stream, shard: shard)))
    }

    /// All records of a stream.
    static func changes(of stream: StreamID) -> KeyRange {
        var prefix: [UInt8] = []
        append(stream.rawValue, to: &prefix)
        return KeyRange(startingWith: prefix)
    }

    static func splitChange(
        _ key: [UInt8]
    ) throws(StoreError) -> (stream: StreamID, shard: Int, sequence: SequenceNumber) {
        guard key.count == changeKeyBytes else {
            throw .corrupt("a change record's key of \(key.count) bytes")
        }
        return (
            StreamID(rawValue: key[..<4].reduce(0) { $0 << 8 | UInt32($1) }),
            Int(key[4]) << 8 | Int(key[5]),
            SequenceNumber(rawValue: key[6...].reduce(0) { $0 << 8 | UInt64($1) })
        )
    }

    // MARK: Ledger

    static let receipts = KeyRange(startingWith: [1])
    static let sources = KeyRange(startingWith: [3])
    static let onceIDs = KeyRange(startingWith: [4])

    static let progress = KeyRange(startingWith: [6])

    static func progress(of handler: HandlerID, shard: Int) -> [UInt8] {
        var bytes: [UInt8] = [6]
        append(handler.rawValue, to: &bytes)
        append(UInt16(truncatingIfNeeded: shard), to: &bytes)
        return bytes
    }

    static func splitProgress(
        _ key: [UInt8]
    ) throws(StoreError) -> (handler: HandlerID, shard: Int) {
        guard key.count == 7 else {
            throw .corrupt("a handler's position under a key of \(key.count) bytes")
        }
        return (
            HandlerID(rawValue: key[1..<5].reduce(0) { $0 << 8 | UInt32($1) }),
            Int(key[5]) << 8 | Int(key[6])
        )
    }

    static func receipt(of token: Text) -> [UInt8] {
        [1] + token.bytes
    }

    static func source(_ source: Text, in table: TableID) -> [UInt8] {
        ledger(3, table, source.bytes)
    }

    /// What the marks of all sources of a table begin with.
    static func sources(of table: TableID) -> [UInt8] {
        ledger(3, table, [])
    }

    static func once(_ id: OnceID, in table: TableID) -> [UInt8] {
        ledger(4, table, id.bytes)
    }

    private static func ledger(_ kind: UInt8, _ table: TableID, _ rest: [UInt8]) -> [UInt8] {
        var bytes = [kind]
        bytes.reserveCapacity(5 + rest.count)
        append(table.rawValue, to: &bytes)
        bytes.append(contentsOf: rest)
        return bytes
    }

    /// The mark of the second in which a ledger entry ends.
    static func ledgerEnd(ofEntry key: [UInt8], second: Int64) -> [UInt8] {
        let isReceipt = receipts.contains(key)
        var bytes: [UInt8] = [isReceipt ? 2 : 5]
        append(UInt64(bitPattern: second) ^ (1 << 63), to: &bytes)
        bytes.append(contentsOf: isReceipt ? key[1...] : key[...])
        return bytes
    }

    /// Marks of entries that ended before `second`, as two ranges.
    static func ledgerEnds(before second: Int64) -> [KeyRange] {
        ([2, 5] as [UInt8]).map { kind in
            var upper: [UInt8] = [kind]
            append(UInt64(bitPattern: second) ^ (1 << 63), to: &upper)
            return KeyRange(from: [kind], upTo: upper)
        }
    }

    /// All marks, as two ranges.
    static let allLedgerEnds = [KeyRange(startingWith: [2]), KeyRange(startingWith: [5])]

    /// The key of the entry that a mark belongs to.
    static func entry(ofLedgerEnd key: [UInt8]) throws(StoreError) -> [UInt8] {
        guard key.count > 9 else { throw .corrupt("a ledger mark of \(key.count) bytes") }
        if key.first == 2 { return [1] + key[9...] }
        let entry = Array(key[9...])
        guard sources.contains(entry) || onceIDs.contains(entry) else {
            throw .corrupt("a ledger mark of an entry of kind \(entry[0])")
        }
        return entry
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        var shift = value.bitWidth
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
