package import Model
package import Values

/// Lets an attribute end a table's items.
package struct EnableTimeToLive: TableCommand {
    package enum Rejection: Error, Hashable, Sendable {
        case tableNotFound
        case alreadyEnabled
    }

    package static let form = CommandForm(kind: 4, part: 4)

    package var table: TableID
    package var attribute: Text

    package init(_ table: TableID, attribute: Text) {
        self.table = table
        self.attribute = attribute
    }

    package func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table {
        guard var table = catalog[table] else { throw .tableNotFound }
        if table.timeToLive != nil { throw .alreadyEnabled }
        table.switchTimeToLive(to: attribute, at: moment.time)
        catalog.set(table)
        return table
    }

    package func encodeBody(to writer: inout ByteWriter) {
        writer.write(table: table)
        writer.write(text: attribute)
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        table = try reader.readTable()
        attribute = try reader.readText()
    }
}
