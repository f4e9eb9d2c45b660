package import Model
package import Values

/// Makes a table.
package struct CreateTable: TableCommand {
    package enum Rejection: NewTableRejection, StreamLimitRejection, Hashable {
        case tableExists
        case tableLimitReached(limit: Int)
        case tooManyTags(limit: Int)
        /// Tables of this name have closed streams that are not yet trimmed, as many as there may be.
        case streamLimitReached(limit: Int)
    }

    package static let form = CommandForm(kind: 4, part: 1)
    private static let formWithIndexes = CommandForm(kind: 4, part: 10)
    package static let otherForms = [formWithIndexes]

    package var definition: TableDefinition

    package init(_ definition: TableDefinition) {
        self.definition = definition
    }

    package var form: CommandForm {
        definition.indexes.isEmpty ? CreateTable.form : CreateTable.formWithIndexes
    }

    package func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table {
        if catalog[definition.name] != nil { throw .tableExists }
        let table = try catalog.add(definition, at: moment.time, or: Rejection.self)
        return try catalog.switchStream(
            of: table, to: definition.settings.stream, at: moment, or: Rejection.self)
    }

    // Body: definition · in 4 · 10: count · index definition of each
    package func encodeBody(to writer: inout ByteWriter) {
        definition.encode(to: &writer)
        if !definition.indexes.isEmpty { writer.write(indexes: definition.indexes) }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        definition = try TableDefinition(from: &reader)
        if form == CreateTable.formWithIndexes { definition.indexes = try reader.readIndexes() }
    }
}
