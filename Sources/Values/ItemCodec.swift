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
        // Most items; a larger one grows the memory once or twice.
        var writer = ByteWriter(capacity: 128)
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
        var end = offset
        defer { move(to: end) }
        try bytes.span.readVersion(at: &end)
        return try bytes.span.readAttributes(at: &end, depth: 0)
    }
}
