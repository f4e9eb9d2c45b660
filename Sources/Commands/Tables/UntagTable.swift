package import Model
package import Values

/// Takes tags away from a table.
package struct UntagTable: TableAlteration {
    package typealias Rejection = TableNotFound

    package static let form = CommandForm(kind: 4, part: 7)

    package var table: TableID
    package var names: [Text]

    package init(_ table: TableID, _ names: [Text]) {
        self.table = table
        self.names = names
    }

    package func alter(_ table: inout Table, at time: Timestamp) throws(TableNotFound) {
        for name in names { table.tags[name] = nil }
        table.heedReservedTags()
    }

    // Body: table varint · count · name of each
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(table: table)
        writer.write(list: names) { $0.write(text: $1) }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        table = try reader.readTable()
        names = try reader.readList { r throws(CodecError) in try r.readText() }
    }
}
