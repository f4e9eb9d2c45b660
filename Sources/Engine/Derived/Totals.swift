import Values

/// How many items a table has and how large they are together, kept exact by the recorder.
///
///     items varint · bytes varint
package struct Totals: Hashable, Sendable {
    package var items: Int64 = 0
    /// Sum of the items' sizes as DynamoDB counts them, without storage overhead.
    package var bytes: Int64 = 0

    package init() {}

    mutating func count(old: Int?, new: Int?) {
        items += (new == nil ? 0 : 1) - (old == nil ? 0 : 1)
        bytes += Int64(new ?? 0) - Int64(old ?? 0)
    }

    func encode(to writer: inout ByteWriter) {
        writer.write(varint: UInt64(max(items, 0)))
        writer.write(varint: UInt64(max(bytes, 0)))
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        items = Int64(truncatingIfNeeded: try reader.readVarint())
        bytes = Int64(truncatingIfNeeded: try reader.readVarint())
    }
}
