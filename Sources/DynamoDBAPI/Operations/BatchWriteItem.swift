import API
import Commands
import Engine
import Expressions
import JSON
import Model
import Values

/// Puts and deletes up to 25 items in any tables; one invalid request refuses them all.
struct BatchWriteItem: DynamoDBOperation {
    static let traits = OperationTraits("BatchWriteItem", .writeItems, isOrderedWrite: true)

    static let fields = FieldRules([
        .returnConsumedCapacity,
        .returnItemCollectionMetrics,
        Field(.requestItems, requestItems, .required),
    ])

    private static let requestItems = Shape.map(
        .list(.members(writeFields, type: "WriteRequest")))

    private static let writeFields = FieldRules([
        Field(
            .putRequest,
            .structure([Field(.item, .map(.value), .required)], type: "PutRequest")),
        Field(
            .deleteRequest,
            .structure([Field(.key, .map(.value), .required)], type: "DeleteRequest")),
    ])

    private let writes: [ItemWrite]
    private let tables: [Table]
    private let collections: ItemCollections
    private let detail: Capacity.Detail

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        guard let requestItems = request[.requestItems], requestItems.count > 0 else {
            throw .validation("The requestItems parameter is required for BatchWriteItem")
        }
        try RequestedTables.check(requestItems) {
            ValueDisplay.text(requestItems, Self.requestItems)
        }
        try Self.checkCounts(requestItems)
        let requests = try Self.requests(requestItems)
        var writes: [ItemWrite] = []
        var tables: [Table] = []
        var collections = ItemCollections()
        var seen: Set<ItemAddress> = []
        for entry in requests {
            let table = try context.table(named: entry.table)
            let write = try entry.write(in: table)
            guard seen.insert(ItemAddress(table: table.id, key: write.key)).inserted else {
                throw .validation("Provided list of item keys contains duplicates")
            }
            writes.append(write)
            tables.append(table)
            collections.add(request, write.key, in: table)
        }
        self.writes = writes
        self.tables = tables
        self.collections = collections
        detail = Capacity.Detail(request)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .commit(WriteBatch(writes)) { [tables, collections, detail] (result) throws(WireError) in
            try Self.render(result, tables: tables, collections: collections, detail: detail)
        }
    }

    private static func checkCounts(_ requestItems: JSONNode) throws(WireError) {
        var total = 0
        for (_, node) in requestItems.members {
            guard (1...Limits.batchWritesMax).contains(node.count) else {
                throw .constraints([
                    "Value '\(ValueDisplay.text(requestItems))' at 'requestItems' failed to satisfy "
                        + "constraint: Map value must satisfy constraint: "
                        + "[Member must have length less than or equal to \(Limits.batchWritesMax), "
                        + "Member must have length greater than or equal to 1]"
                ])
            }
            total += node.count
        }
        if total > Limits.batchWritesMax {
            throw .validation("Too many items requested for the BatchWriteItem call")
        }
    }

    /// Reads every request before any table is looked up.
    private static func requests(_ requestItems: JSONNode) throws(WireError) -> [Entry] {
        var requests: [Entry] = []
        for (name, node) in requestItems.members {
            for element in node.elements {
                requests.append(try Entry(table: Text(name), RequestReader(element, writeFields)))
            }
        }
        return requests
    }

    private static func render(
        _ result: WriteBatch.Outcome, tables: [Table], collections: ItemCollections,
        detail: Capacity.Detail
    ) throws(WireError) -> [UInt8] {
        let changes: [Change]
        switch result {
        case .success(let applied): changes = applied
        case .failure(let error): throw WireError(error)
        }
        var writer = JSONWriter()
        writer.beginObject()
        // The store takes a batch whole or not at all.
        writer.name("UnprocessedItems")
        writer.beginObject()
        writer.endObject()
        if detail != .none {
            var capacity = CapacityByTable()
            for (change, table) in zip(changes, tables) {
                capacity.add(TableCapacity(change, to: table), to: table.name)
            }
            capacity.writeMember(detail, to: &writer)
        }
        collections.writeMember(to: &writer)
        writer.endObject()
        return writer.bytes
    }
}

extension BatchWriteItem {
    /// One put or delete, before its table is known.
    private struct Entry {
        let table: Text
        let write: WriteRequest

        init(table: Text, _ request: RequestReader) throws(WireError) {
            self.table = table
            switch (request.structure(.putRequest), request.structure(.deleteRequest)) {
            case (let put?, nil):
                write = WriteRequest(.put(try put.item(.item)))
                try WireError.translate(isWholeItem: true) { [write] () throws(WriteProblem) in
                    try write.checkSize()
                }
            case (nil, let delete?):
                write = WriteRequest(.delete(key: try delete.item(.key)))
            default:
                // AWS says it in these words, whatever they mean here.
                throw .validation(
                    "Supplied AttributeValue has more than one datatypes set, "
                        + "must contain exactly one of the supported datatypes")
            }
        }

        /// In a batch AWS does not say what is missing of a key or of a wrong type.
        func write(in table: Table) throws(WireError) -> ItemWrite {
            try WireError.translate(isWholeItem: false) { () throws(WriteProblem) in
                try write.write(to: table)
            }
        }
    }
}
