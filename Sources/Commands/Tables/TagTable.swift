package import Model
package import Values

/// Sets tags of a table; others stay.
package struct TagTable: TableCommand {
    package enum Rejection: Error, Hashable, Sendable {
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

    package func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table {
        guard var table = catalog[table] else { throw .tableNotFound }
        table.tags.merge(tags) { _, new in new }
        if table.tags.count > Limits.tagsMax { throw .tooManyTags(limit: Limits.tagsMax) }
        table.heedReservedTags()
        catalog.set(table)
        return table
    }

    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(table: table)
        writer.write(tags: tags)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        table = try reader.readTable()
        tags = try reader.readTags()
    }
}
