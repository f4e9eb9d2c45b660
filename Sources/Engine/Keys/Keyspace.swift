import Crypto
import Model
import Platform
import Values

// Every number is big-endian, so byte order is numeric order. `KeyKind` says what lies where.
//
//   partition part   length u8 (0...200) · ordered bytes, or 255 · SHA-256 of the ordered bytes
//
// The length keeps one partition's sort keys from running into the next one's; partitions need no
// order among each other, so a long one is as good as its digest (the item has the key itself).

/// The one map from what is stored to the key under which it is stored.
enum Keyspace {
    private static let partitionBytesMax = 200
    private static let digestMark: UInt8 = 255
    /// Slots are 16 bits of a documented hash: the unit of parallel scans and of partitioning.
    static let slots = ChangeStream.slots

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
        let start = openPartition(in: &bytes)
        OrderedBytes.append(value, to: &bytes)
        closePartition(from: start, in: &bytes)
        return bytes
    }

    /// Leaves room for the slot and the length, known when the ordered bytes stand behind them; says
    /// where these begin.
    @inline(__always)
    static func openPartition(in bytes: inout [UInt8]) -> Int {
        append(0 as UInt16, to: &bytes)
        bytes.append(0)
        return bytes.count
    }

    /// Fills in the slot and the length, and puts a digest in the place of long bytes.
    @inline(__always)
    static func closePartition(from start: Int, in bytes: inout [UInt8]) {
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
    }

    /// The slots of one of several parts that are scanned in parallel: none is in two parts.
    static func slots(ofSegment segment: Int, of totalSegments: Int) -> Range<Int> {
        segment * slots / totalSegments..<(segment + 1) * slots / totalSegments
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

    // MARK: Parts of keys

    /// The key of an entry whose kind is followed by a number and perhaps by more.
    static func key(
        _ kind: KeyKind, _ number: some FixedWidthInteger, _ rest: [UInt8] = []
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 + number.bitWidth / 8 + rest.count)
        if let first = kind.number { bytes.append(first) }
        append(number, to: &bytes)
        bytes.append(contentsOf: rest)
        return bytes
    }

    /// Appends a number, the highest byte first.
    static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        var shift = value.bitWidth
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Appends a second, so that those before 1970 come first.
    static func append(second: Int64, to bytes: inout [UInt8]) {
        append(UInt64(bitPattern: second) ^ (1 << 63), to: &bytes)
    }

    /// The second that `append(second:)` has written at the start of `bytes`.
    static func second(at bytes: ArraySlice<UInt8>) -> Int64 {
        Int64(bitPattern: number(bytes.prefix(8)) ^ (1 << 63))
    }

    /// A number of at most eight bytes, the highest byte first.
    static func number(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
