package import Model
package import Values

/// Lets no attribute end a table's items any more.
package struct DisableTimeToLive: TableCommand {
    package enum Rejection: Error, Hashable, Sendable {
        case tableNotFound
        case alreadyDisabled
        /// It names another attribute than the one that is enabled.
        case attributeDiffers(enabled: Text)
    }

    package static let form = CommandForm(kind: 4, part: 5)

    package var table: TableID
    /// The attribute that the caller believes enabled.
    package var attribute: Text

    package init(_ table: TableID, attribute: Text) {
        self.table = table
        self.attribute = attribute
    }

    package func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table {
        guard var table = catalog[table] else { throw .tableNotFound }
        guard let enabled = table.timeToLive else { throw .alreadyDisabled }
        if enabled.attribute != attribute {
            throw .attributeDiffers(enabled: enabled.attribute)
        }
        table.switchTimeToLive(to: nil, at: moment.time)
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
