// The disk form of an item.
//
//     item  = version (1 byte, now 1) · count varint · (name · value)…
//     name  = length varint · UTF-8
//     value = see ValueCodec
//
// Names ascend strictly by their bytes, so the search for one attribute ends where it would
// have stood, and skips values without reading them.

/// Items to bytes and back.
package enum ItemCodec {
    package static let version: UInt8 = 1

    package static func encode(_ item: Item) -> [UInt8] {
        var writer = ByteWriter()
        // Most items; a larger one grows the memory once or twice.
        writer.reserveCapacity(128)
        writer.write(item: item)
        return writer.bytes
    }

    /// Reads an item that reaches from `from` to the end of `bytes`.
    package static func decode(_ bytes: [UInt8], from: Int = 0) throws(CodecError) -> Item {
        var reader = ByteReader(bytes, from: from)
        let item = try reader.readItem()
        try reader.expectEnd()
        return item
    }

    /// Reads one attribute and steps over the others; `nil` when the item has no such one.
    package static func attribute(
        _ name: Text, in bytes: [UInt8], from: Int = 0
    ) throws(CodecError) -> Value? {
        var reader = ByteReader(bytes, from: from)
        return try reader.findAttribute(name)
    }
}

extension ByteWriter {
    package mutating func write(item: Item) {
        write(byte: ItemCodec.version)
        write(count: item.count)
        // A span lends the entries; an array's iterator would retain each name and value.
        let entries = item.entries.span
        for index in entries.indices { write(entry: entries[index]) }
    }
}

extension ByteReader {
    package mutating func readItem() throws(CodecError) -> Item {
        try readVersion()
        return try readAttributes(depth: 0)
    }

    fileprivate mutating func findAttribute(_ name: Text) throws(CodecError) -> Value? {
        try readVersion()
        let wanted = name.string.utf8.span
        for _ in 0..<(try readCount()) {
            let found = try take(try readCount())
            switch compare(found, with: wanted) {
            case 0: return try readValue()
            case 1: return nil
            default: try skipValue()
            }
        }
        return nil
    }

    mutating func readVersion() throws(CodecError) {
        guard try readByte() == ItemCodec.version else { throw .invalid("item version") }
    }

    /// -1, 0 or 1 as the bytes of `range` come before, are, or come after `other`.
    @inline(__always)
    func compare(_ range: Range<Int>, with other: Span<UInt8>) -> Int {
        let mine = bytes.span.extracting(range)
        let shared = min(mine.count, other.count)
        var index = 0
        while index < shared, mine[index] == other[index] { index &+= 1 }
        guard index < shared else { return (mine.count - other.count).signum() }
        return mine[index] < other[index] ? -1 : 1
    }
}
