package import Model
package import Values

/// Deletes a table and all its items, and closes its stream.
package struct DeleteTable: TableCommand {
    package enum Rejection: Error, Hashable, Sendable {
        case tableNotFound
        case deletionProtected
    }

    package static let form = CommandForm(kind: 4, part: 3)

    package var table: TableID

    package init(_ table: TableID) {
        self.table = table
    }

    package func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table {
        guard let table = catalog[table] else { throw .tableNotFound }
        if table.settings.deletionProtection { throw .deletionProtected }
        catalog.closeStream(of: table, at: moment)
        catalog.remove(table)
        return table
    }

    // Body: table varint
    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(table: table)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        table = try reader.readTable()
    }
}
