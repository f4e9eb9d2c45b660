package import Model
package import Values

/// Sets tags of a table; others stay.
package struct TagTable: TableAlteration {
    package enum Rejection: MissingTableRejection, Hashable {
        case tableNotFound
        case tooManyTags(limit: Int)
    }

    package static let form = CommandForm(kind: 4, part: 6)

    package var table: TableID
    package var tags: [Text: Text]

    package init(_ table: TableID, _ tags: [Text: Text]) {
        self.table = table
        self.tags = tags
    }

    package func alter(_ table: inout Table, at time: Timestamp) throws(Rejection) {
        table.tags.merge(tags) { _, new in new }
        if table.tags.count > Limits.tagsMax { throw .tooManyTags(limit: Limits.tagsMax) }
        table.heedReservedTags()
    }

    // Body: table varint · tags
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(table: table)
        writer.write(tags: tags)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        table = try reader.readTable()
        tags = try reader.readTags()
    }
}
