import Model

// Tables, streams, handlers, and how far the state has come.
extension Keyspace {
    static let applied = KeyKind.applied.key
    static let nextTableID = KeyKind.nextTableID.key
    static let nextStreamID = KeyKind.nextStreamID.key
    static let nextHandlerID = KeyKind.nextHandlerID.key
    static let tables = KeyKind.table.range
    static let totals = KeyKind.totals.range
    static let droppedTables = KeyKind.droppedTable.range
    static let streams = KeyKind.stream.range
    static let streamTotals = KeyKind.streamTotals.range
    static let droppedStreams = KeyKind.droppedStream.range
    static let handlers = KeyKind.handler.range
    static let losses = KeyKind.loss.range

    static func table(_ id: TableID) -> [UInt8] { key(.table, id.rawValue) }
    static func totals(_ id: TableID) -> [UInt8] { key(.totals, id.rawValue) }
    static func droppedTable(_ id: TableID) -> [UInt8] { key(.droppedTable, id.rawValue) }
    static func stream(_ id: StreamID) -> [UInt8] { key(.stream, id.rawValue) }
    static func totals(_ id: StreamID) -> [UInt8] { key(.streamTotals, id.rawValue) }
    static func droppedStream(_ id: StreamID) -> [UInt8] { key(.droppedStream, id.rawValue) }
    static func handler(_ id: HandlerID) -> [UInt8] { key(.handler, id.rawValue) }
    static func loss(before position: UInt64) -> [UInt8] { key(.loss, position) }

    static func tableID(ofCatalogKey key: [UInt8]) throws(StoreError) -> TableID {
        TableID(rawValue: try id(ofCatalogKey: key))
    }

    static func streamID(ofCatalogKey key: [UInt8]) throws(StoreError) -> StreamID {
        StreamID(rawValue: try id(ofCatalogKey: key))
    }

    private static func id(ofCatalogKey key: [UInt8]) throws(StoreError) -> UInt32 {
        guard key.count == 5 else { throw .corrupt("a catalog key of \(key.count) bytes") }
        return UInt32(number(key[1...]))
    }
}
