import Model
import Values

extension Catalog {
    /// Adds a table without a stream; the caller has checked that its name is free.
    mutating func add<Rejection: NewTableRejection>(
        _ definition: TableDefinition, at time: Timestamp, or rejection: Rejection.Type
    ) throws(Rejection) -> Table {
        if tables.count >= Limits.tablesMax {
            throw Rejection.tableLimitReached(limit: Limits.tablesMax)
        }
        if definition.tags.count > Limits.tagsMax {
            throw Rejection.tooManyTags(limit: Limits.tagsMax)
        }
        var settings = definition.settings
        settings.stream = nil
        var table = Table(
            id: next.table, name: definition.name, uuid: definition.uuid,
            keySchema: definition.keySchema, createdAt: time, settings: settings,
            tags: definition.tags)
        table.heedReservedTags()
        for index in definition.indexes { table.add(index, state: .active) }
        next.table = TableID(rawValue: next.table.rawValue + 1)
        set(table)
        return table
    }
}
