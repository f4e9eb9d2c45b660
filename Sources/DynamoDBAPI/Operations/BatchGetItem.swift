import API
import Commands
import Engine
import Expressions
import JSON
import Model
import Values

/// Reads up to 100 items by key from any tables, in one view of the store.
struct BatchGetItem: DynamoDBOperation {
    static let traits = OperationTraits("BatchGetItem", .readItems)

    static let fields = FieldRules([
        Field(.requestItems, .map(.members(lookupFields, type: "")), .required),
        .returnConsumedCapacity,
    ])

    private static let lookupFields = FieldRules([
        Field(.keys, .list(.map(.value)), .required),
        .attributesToGet,
        Field(.consistentRead, .boolean),
        Field(.projectionExpression, .string),
        .expressionAttributeNames,
    ])

    private let lookups: [TableLookup]
    private let detail: Capacity.Detail

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        guard let requestItems = request[.requestItems], requestItems.count > 0 else {
            throw .reworded(
                former: "The requestItems parameter is required for BatchGetItem",
                current: "1 validation error detected: Value at 'RequestItems' failed to satisfy "
                    + "constraint: Member must have length greater than or equal to 1")
        }
        try RequestedTables.check(requestItems) { ValueDisplay.json(requestItems) }
        try Self.checkCount(requestItems)
        var lookups: [TableLookup] = []
        for (name, node) in requestItems.members {
            lookups.append(
                try TableLookup(
                    table: Text(name), RequestReader(node, Self.lookupFields), in: context))
        }
        try Self.refuseMixing(lookups)
        for index in lookups.indices { try lookups[index].resolve() }
        self.lookups = lookups
        detail = Capacity.Detail(request)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .page { [lookups, detail] (snapshot) throws(StoreError) in
            try Self.answer(lookups, detail: detail, in: snapshot)
        }
    }

    /// AWS takes projections and their forerunners for a matter of the whole request.
    private static func refuseMixing(_ lookups: [TableLookup]) throws(WireError) {
        if lookups.count < 2 { return }
        if lookups.contains(where: { $0.has(.attributesToGet) }),
            lookups.contains(where: { $0.has(.projectionExpression) })
        {
            throw ExpressionParameters.mixing(
                Parameter.attributesToGet.name, with: Parameter.projectionExpression.name)
        }
    }

    private static func checkCount(_ requestItems: JSONNode) throws(WireError) {
        var total = 0
        for (name, node) in requestItems.members {
            let count = node[Parameter.keys.name]?.count ?? 0
            if count == 0 || count > Limits.batchKeysMax {
                throw .constraints([
                    "Value at 'RequestItems.\(name).member.Keys' failed to satisfy constraint: "
                        + "Member must have length "
                        + (count == 0
                            ? "greater than or equal to 1"
                            : "less than or equal to \(Limits.batchKeysMax)")
                ])
            }
            total += count
        }
        if total > Limits.batchKeysMax {
            throw .validation("Too many items requested for the BatchGetItem call")
        }
    }

    private static func answer(
        _ lookups: [TableLookup], detail: Capacity.Detail, in snapshot: borrowing Snapshot
    ) throws(StoreError) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 4096)
        var unprocessed = JSONWriter()
        var capacity = CapacityByTable()
        var bytesLeft = DynamoDBLimits.batchAnswerBytesMax
        writer.beginObject()
        writer.name("Responses")
        writer.beginObject()
        unprocessed.beginObject()
        for lookup in lookups {
            let cost = try lookup.read(
                from: snapshot, to: &writer, leftOvers: &unprocessed, bytesLeft: &bytesLeft)
            capacity.add(cost, to: lookup.capacityName)
        }
        writer.endObject()
        unprocessed.endObject()
        writer.name("UnprocessedKeys")
        writer.raw(unprocessed.bytes)
        capacity.writeMember(detail, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
