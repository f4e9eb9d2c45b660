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
    /// The same by their names, as every request names its table.
    private var tablesByName: [Text: Table] = [:]
    /// How many of them have an index, so that to ask costs nothing.
    private var indexedTableCount = 0
    /// Open streams, and closed ones that are not yet trimmed.
    package var streams: [StreamID: ChangeStream] = [:]
    package var handlers: [HandlerID: Handler] = [:]
    package var next = NextIDs()

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

    package subscript(name: Text) -> Table? { tablesByName[name] }

    /// Whether any table has an index.
    package var hasIndexes: Bool { indexedTableCount > 0 }

    /// The tables in the order of their names.
    package var sorted: [Table] {
        tables.values.sorted { $0.name < $1.name }
    }

    package func handler(named name: Text) -> Handler? {
        handlers.values.first { $0.definition.name == name }
    }

    /// The stream that was opened last for a table, open or closed.
    package func latestStream(of table: TableID) -> ChangeStream? {
        streams.values.filter { $0.table == table }.max { $0.id < $1.id }
    }

    /// The streams of a table, in the order in which they were opened.
    package func streams(of table: TableID) -> [ChangeStream] {
        streams.values.filter { $0.table == table }.sorted { $0.id < $1.id }
    }

    /// Puts a table in, in the place of the one with its id when there is one.
    ///
    /// Names are unique: the caller has checked that the name of a new table is free.
    package mutating func set(_ table: Table) {
        if let old = tables[table.id], !old.indexes.isEmpty { indexedTableCount -= 1 }
        if !table.indexes.isEmpty { indexedTableCount += 1 }
        tables[table.id] = table
        tablesByName[table.name] = table
    }

    package mutating func remove(_ table: Table) {
        if let old = tables[table.id], !old.indexes.isEmpty { indexedTableCount -= 1 }
        tables[table.id] = nil
        tablesByName[table.name] = nil
    }

    /// Notes how far a walk of a table's older items has come; `nil` when it is done.
    ///
    /// Returns the table afterwards.
    @discardableResult
    package mutating func setBackfill(
        _ kind: DerivedKind, goingOnAt next: [UInt8]?, of id: TableID
    ) -> Table? {
        guard var table = tables[id] else { return nil }
        if let next {
            table.backfills[kind]?.next = next
        } else {
            table.backfills[kind] = nil
            if kind == .index { table.completeIndexes() }
        }
        set(table)
        return table
    }
}
