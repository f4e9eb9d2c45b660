package import Values

/// All tables, streams and handlers of a store: the small part of the state that is kept in memory
/// whole.
package struct Catalog: Hashable, Sendable {
    /// The ids that the next table, stream and handler get.
    package struct NextIDs: Hashable, Sendable {
        package var table = TableID(rawValue: 1)
        package var stream = StreamID(rawValue: 1)
        package var handler = HandlerID(rawValue: 1)

        package init() {}
    }

    package private(set) var tables: [TableID: Table] = [:]
    private var identifiers: [Text: TableID] = [:]
    /// Open streams, and closed ones that are not yet trimmed.
    package internal(set) var streams: [StreamID: ChangeStream] = [:]
    package internal(set) var handlers: [HandlerID: Handler] = [:]
    package internal(set) var next = NextIDs()

    package init() {}

    package init(
        tables: [Table], streams: [ChangeStream] = [], handlers: [Handler] = [],
        next: NextIDs = NextIDs()
    ) {
        for table in tables { set(table) }
        for stream in streams { self.streams[stream.id] = stream }
        for handler in handlers { self.handlers[handler.id] = handler }
        self.next = next
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
            guard let table = tables[id] else { throw .tableNotFound }
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
            guard let table = tables[id] else { throw .tableNotFound }
            if table.settings.deletionProtection { throw .deletionProtected }
            closeStream(of: table, at: moment)
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

    mutating func change(
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
