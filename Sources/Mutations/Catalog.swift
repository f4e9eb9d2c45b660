package import Values

/// All tables of a store: the small part of the state that is kept in memory whole.
package struct Catalog: Hashable, Sendable {
    package private(set) var tables: [TableID: Table] = [:]
    private var identifiers: [Text: TableID] = [:]
    /// The id that the next table gets.
    package private(set) var nextID = TableID(rawValue: 1)

    package init() {}

    package init(tables: [Table], nextID: TableID) {
        for table in tables { set(table) }
        self.nextID = nextID
    }

    package subscript(id: TableID) -> Table? { tables[id] }

    package subscript(name: Text) -> Table? {
        identifiers[name].flatMap { tables[$0] }
    }

    /// The tables in the order of their names.
    package var sorted: [Table] {
        tables.values.sorted { $0.name < $1.name }
    }

    /// Applies a catalog change and returns the table after it (for a deletion, as it was).
    package mutating func apply(
        _ mutation: CatalogMutation, at time: Timestamp
    ) throws(Refusal) -> Table {
        switch mutation {
        case .create(let definition):
            return try create(definition, at: time)
        case .define(let definition, let timeToLive):
            return try define(definition, timeToLive: timeToLive, at: time)
        case .update(let id, let settings, let refusingNoChange):
            return try change(id) { table throws(Refusal) in
                var settings = settings
                settings.keepAggregates(of: table.settings)
                if refusingNoChange, table.settings == settings { throw .settingsUnchanged }
                table.settings = settings
                table.heedReservedTags()
            }
        case .delete(let id):
            guard let table = tables[id] else { throw .tableNotFound }
            if table.settings.deletionProtection { throw .deletionProtected }
            tables[id] = nil
            identifiers[table.name] = nil
            return table
        case .enableTimeToLive(let id, let attribute):
            return try change(id) { table throws(Refusal) in
                if table.timeToLive != nil { throw .timeToLiveAlreadyEnabled }
                table.switchTimeToLive(to: attribute, at: time)
            }
        case .disableTimeToLive(let id, let attribute):
            return try change(id) { table throws(Refusal) in
                guard let enabled = table.timeToLive else { throw .timeToLiveAlreadyDisabled }
                if enabled.attribute != attribute {
                    throw .timeToLiveAttributeDiffers(enabled: enabled.attribute)
                }
                table.switchTimeToLive(to: nil, at: time)
            }
        case .tag(let id, let tags):
            return try change(id) { table throws(Refusal) in
                table.tags.merge(tags) { _, new in new }
                if table.tags.count > Limits.tagsMax { throw .tooManyTags(limit: Limits.tagsMax) }
                table.heedReservedTags()
            }
        case .untag(let id, let names):
            return try change(id) { table in
                for name in names { table.tags[name] = nil }
                table.heedReservedTags()
            }
        }
    }

    /// Notes how far the walk of a table's older items has come; `nil` when it is done.
    package mutating func setExpiryBackfill(_ next: [UInt8]?, of id: TableID) {
        guard let next else {
            tables[id]?.expiryBackfill = nil
            return
        }
        tables[id]?.expiryBackfill?.next = next
    }

    private mutating func create(
        _ definition: TableDefinition, at time: Timestamp
    ) throws(Refusal) -> Table {
        if identifiers[definition.name] != nil { throw .tableExists }
        if tables.count >= Limits.tablesMax { throw .tableLimitReached(limit: Limits.tablesMax) }
        if definition.tags.count > Limits.tagsMax { throw .tooManyTags(limit: Limits.tagsMax) }
        var table = Table(
            id: nextID, name: definition.name, uuid: definition.uuid,
            keySchema: definition.keySchema, createdAt: time, settings: definition.settings,
            tags: definition.tags)
        table.heedReservedTags()
        nextID = TableID(rawValue: nextID.rawValue + 1)
        set(table)
        return table
    }

    private mutating func define(
        _ definition: TableDefinition, timeToLive: TimeToLive?, at time: Timestamp
    ) throws(Refusal) -> Table {
        let definition = definition.speakingInTags(timeToLive)
        if definition.tags.count > Limits.tagsMax { throw .tooManyTags(limit: Limits.tagsMax) }
        let id: TableID
        if let known = identifiers[definition.name] {
            id = known
        } else {
            id = try create(definition, at: time).id
        }
        return try change(id) { table throws(Refusal) in
            guard table.keySchema == definition.keySchema else {
                throw .keySchemaDiffers(table.keySchema)
            }
            table.adopt(definition, timeToLive: timeToLive, at: time)
        }
    }

    private mutating func change(
        _ id: TableID, _ body: (inout Table) throws(Refusal) -> Void
    ) throws(Refusal) -> Table {
        guard var table = tables[id] else { throw .tableNotFound }
        try body(&table)
        tables[id] = table
        return table
    }

    private mutating func set(_ table: Table) {
        tables[table.id] = table
        identifiers[table.name] = table.id
    }
}
