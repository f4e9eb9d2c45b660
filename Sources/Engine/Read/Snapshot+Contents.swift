import Commands
import Model
import Values

extension Snapshot {
    /// What is published of the state: read whole, once, when a store is opened.
    func contents() throws(StoreError) -> Published.Contents {
        let tables = try all(Keyspace.tables, "a table") { r throws(CodecError) in
            try Table(ofCatalog: &r)
        }
        // Read for what they reject: a later garbage collection could only stop all writes.
        _ = try all(Keyspace.droppedTables, "a dropped table") { r throws(CodecError) in
            try Table(ofCatalog: &r)
        }
        var totals: [TableID: Totals] = [:]
        var sums = try self.cursor(in: .catalog, Keyspace.totals)
        while let (key, value) = try sums.next() {
            totals[try Keyspace.tableID(ofCatalogKey: key)] = try value.decoded("totals") {
                r throws(CodecError) in try Totals(from: &r)
            }
        }
        return Published.Contents(
            catalog: Catalog(
                tables: tables,
                streams: try all(Keyspace.streams, "a stream") { r throws(CodecError) in
                    try ChangeStream(from: &r)
                },
                handlers: try all(Keyspace.handlers, "a handler") { r throws(CodecError) in
                    try Handler(from: &r)
                },
                next: try nextIDs()),
            totals: totals, streamTotals: try streamTotals(), indexTotals: try indexTotals(),
            applied: try applied())
    }

    /// How far the state has come.
    func applied() throws(StoreError) -> AppliedState {
        try value(of: Keyspace.applied, in: .catalog)?.appliedState() ?? AppliedState()
    }

    /// What was accepted as lost, the oldest first.
    func losses() throws(StoreError) -> [DataLoss] {
        try all(Keyspace.losses, "an accepted loss") { r throws(CodecError) in
            try DataLoss(from: &r)
        }
    }

    private func all<Element>(
        _ range: KeyRange, _ what: String,
        _ decode: (inout ByteReader) throws(CodecError) -> Element
    ) throws(StoreError) -> [Element] {
        var elements: [Element] = []
        var cursor = try cursor(in: .catalog, range)
        while let (_, value) = try cursor.next() {
            elements.append(try value.decoded(what, decode))
        }
        return elements
    }

    private func streamTotals() throws(StoreError) -> [StreamID: StreamTotals] {
        var totals: [StreamID: StreamTotals] = [:]
        var cursor = try cursor(in: .catalog, Keyspace.streamTotals)
        while let (key, value) = try cursor.next() {
            totals[try Keyspace.streamID(ofCatalogKey: key)] = try value.decoded(
                "totals of a stream"
            ) { r throws(CodecError) in try StreamTotals(from: &r) }
        }
        return totals
    }

    private func indexTotals() throws(StoreError) -> [IndexAddress: Totals] {
        var totals: [IndexAddress: Totals] = [:]
        var cursor = try cursor(in: .catalog, Keyspace.indexTotals)
        while let (key, value) = try cursor.next() {
            totals[try Keyspace.index(ofCatalogKey: key)] = try value.decoded(
                "totals of an index"
            ) { r throws(CodecError) in try Totals(from: &r) }
        }
        return totals
    }

    private func nextIDs() throws(StoreError) -> Catalog.NextIDs {
        var next = Catalog.NextIDs()
        if let id = try nextID(Keyspace.nextTableID) { next.table = TableID(rawValue: id) }
        if let id = try nextID(Keyspace.nextStreamID) { next.stream = StreamID(rawValue: id) }
        if let id = try nextID(Keyspace.nextHandlerID) { next.handler = HandlerID(rawValue: id) }
        return next
    }

    private func nextID(_ key: [UInt8]) throws(StoreError) -> UInt32? {
        try value(of: key, in: .catalog)?.decoded("the id that comes next") {
            r throws(CodecError) in try r.readFixed()
        }
    }
}

extension Table {
    /// Reads a table of the catalog, or one that was dropped; rejects entries of a kind that this
    /// version does not maintain.
    init(ofCatalog reader: inout ByteReader) throws(CodecError) {
        self = try Table(from: &reader)
        for kind in backfills.keys where !Maintainers.knows(kind) {
            throw .invalid("derived kind \(kind.rawValue)")
        }
    }
}

extension StoredValue {
    func appliedState() throws(StoreError) -> AppliedState {
        try decoded("the applied state") { r throws(CodecError) in try AppliedState(from: &r) }
    }
}
