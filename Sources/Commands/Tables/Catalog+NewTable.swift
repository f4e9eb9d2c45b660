import Model
import Values

/// Why there cannot be one more table.
enum NewTableRejection: Error {
    case tableLimitReached(limit: Int)
    case tooManyTags(limit: Int)
}

extension Catalog {
    /// Adds a table without a stream; nobody has its name.
    mutating func add(
        _ definition: TableDefinition, at time: Timestamp
    ) throws(NewTableRejection) -> Table {
        if tables.count >= Limits.tablesMax { throw .tableLimitReached(limit: Limits.tablesMax) }
        if definition.tags.count > Limits.tagsMax { throw .tooManyTags(limit: Limits.tagsMax) }
        var settings = definition.settings
        settings.stream = nil
        var table = Table(
            id: next.table, name: definition.name, uuid: definition.uuid,
            keySchema: definition.keySchema, createdAt: time, settings: settings,
            tags: definition.tags)
        table.heedReservedTags()
        next.table = TableID(rawValue: next.table.rawValue + 1)
        set(table)
        return table
    }
}
