package import Model
import Values

// What changes of tables do to the catalog.
extension Catalog {
    /// Applies a catalog change and returns the table after it (for a deletion, as it was).
    ///
    /// Streams of the table may have changed with it. A refusal changes nothing.
    package mutating func apply(
        _ mutation: CatalogMutation, at moment: LogMoment
    ) throws(Refusal) -> Table {
        var next = self
        let table = try next.carryOut(mutation, at: moment)
        self = next
        return table
    }

    private mutating func carryOut(
        _ mutation: CatalogMutation, at moment: LogMoment
    ) throws(Refusal) -> Table {
        let time = moment.time
        switch mutation {
        case .create(let definition):
            let table = try create(definition, at: time)
            return try switchStream(of: table, to: definition.settings.stream, at: moment)
        case .define(let definition, let timeToLive):
            let table = try define(definition, timeToLive: timeToLive, at: time)
            return try switchStream(of: table, to: definition.settings.stream, at: moment)
        case .update(let id, let settings, let refusingNoChange, let stream):
            guard let table = self[id] else { throw .tableNotFound }
            let switched = try stream.map { stream throws(Refusal) in
                try self.switched(table, by: stream)
            }
            let updated = try change(id) { table throws(Refusal) in
                var settings = settings
                settings.keepWhatOnlyDefinitionsSay(of: table.settings)
                if refusingNoChange, stream == nil, table.settings == settings {
                    throw .settingsUnchanged
                }
                var history = table.history
                history.note(
                    table.settings, settings, ofTableMadeAt: table.createdAt, at: time)
                table.history = history
                table.settings = settings
                table.heedReservedTags()
            }
            guard let switched else { return updated }
            return try switchStream(of: updated, to: switched, at: moment)
        case .delete(let id):
            guard let table = self[id] else { throw .tableNotFound }
            if table.settings.deletionProtection { throw .deletionProtected }
            closeStream(of: table, at: moment)
            remove(table)
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

    private mutating func create(
        _ definition: TableDefinition, at time: Timestamp
    ) throws(Refusal) -> Table {
        if self[definition.name] != nil { throw .tableExists }
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

    private mutating func define(
        _ definition: TableDefinition, timeToLive: TimeToLive?, at time: Timestamp
    ) throws(Refusal) -> Table {
        let definition = definition.speakingInTags(timeToLive)
        if definition.tags.count > Limits.tagsMax { throw .tooManyTags(limit: Limits.tagsMax) }
        let id: TableID
        if let known = self[definition.name] {
            id = known.id
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

    mutating func change(
        _ id: TableID, _ body: (inout Table) throws(Refusal) -> Void
    ) throws(Refusal) -> Table {
        guard var table = self[id] else { throw .tableNotFound }
        try body(&table)
        set(table)
        return table
    }
}
