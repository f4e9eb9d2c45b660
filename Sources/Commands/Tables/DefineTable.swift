package import Model
package import Values

/// Makes the table, or gives the one of that name all that the definition says, its indexes among it:
/// those that it leaves out are removed, and those that it adds are created over the items.
package struct DefineTable: TableCommand {
    package enum Rejection: NewTableRejection, StreamLimitRejection, Hashable {
        /// The definition names another key than the table has.
        case keySchemaDiffers(KeySchema)
        case tableLimitReached(limit: Int)
        case tooManyTags(limit: Int)
        /// The table has closed streams that are not yet trimmed, as many as it may have.
        case streamLimitReached(limit: Int)
        /// Only global indexes are counted, as only those can be added to a table.
        case indexLimitReached(limit: Int)
    }

    package static let form = CommandForm(kind: 4, part: 8)
    private static let formWithIndexes = CommandForm(kind: 4, part: 11)
    package static let otherForms = [formWithIndexes]

    package var definition: TableDefinition
    package var timeToLive: TimeToLive?

    package init(_ definition: TableDefinition, timeToLive: TimeToLive?) {
        self.definition = definition
        self.timeToLive = timeToLive
    }

    package var form: CommandForm {
        definition.indexes.isEmpty ? DefineTable.form : DefineTable.formWithIndexes
    }

    package func change(
        _ catalog: inout Catalog, at moment: LogMoment
    ) throws(Rejection) -> Table {
        let spoken = definition.speakingInTags(timeToLive)
        if spoken.tags.count > Limits.tagsMax { throw .tooManyTags(limit: Limits.tagsMax) }
        var table: Table
        if let known = catalog[spoken.name] {
            table = known
        } else {
            table = try catalog.add(spoken, at: moment.time, or: Rejection.self)
        }
        guard table.keySchema == spoken.keySchema else {
            throw .keySchemaDiffers(table.keySchema)
        }
        table.adopt(indexes: spoken.indexes, walkingFrom: moment.time)
        if table.globalIndexCount > Limits.globalIndexesMax {
            throw .indexLimitReached(limit: Limits.globalIndexesMax)
        }
        table.adopt(spoken, timeToLive: timeToLive, at: moment.time)
        catalog.set(table)
        return try catalog.switchStream(
            of: table, to: definition.settings.stream, at: moment, or: Rejection.self)
    }

    // Body: definition · time to live? · in 4 · 11: count · index definition of each
    package func encodeBody(to writer: inout ByteWriter) {
        definition.encode(to: &writer)
        writer.write(optional: timeToLive) { $1.encode(to: &$0) }
        if !definition.indexes.isEmpty { writer.write(indexes: definition.indexes) }
    }

    package init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError) {
        definition = try TableDefinition(from: &reader)
        timeToLive = try reader.readOptional { r throws(CodecError) in try TimeToLive(from: &r) }
        if form == DefineTable.formWithIndexes { definition.indexes = try reader.readIndexes() }
    }
}
