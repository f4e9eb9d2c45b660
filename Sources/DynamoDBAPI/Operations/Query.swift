import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Reads the items of one partition in the order of their sort keys, a page at a time.
struct Query: Operation {
    static let traits = OperationTraits("Query", .readItems)

    static let fields = FieldRules([
        .tableName,
        .select,
        .indexName,
        .returnConsumedCapacity,
        .conditions("QueryFilter"),
        .conditionalOperator,
        .attributesToGet,
        Field("Limit", .integer, .range(1...Int64.max), isQuoted: false),
        .conditions("KeyConditions"),
        Field("ExclusiveStartKey", .map(.value)),
        Field("ConsistentRead", .boolean),
        Field("ScanIndexForward", .boolean),
        Field("KeyConditionExpression", .string),
        Field("FilterExpression", .string),
        Field("ProjectionExpression", .string),
        .expressionAttributeValues,
        .expressionAttributeNames,
        Field("VectorSearch", .ignored),
    ])

    private static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"],
        legacy: ["AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        if request.has("VectorSearch") { throw .unsupported("VectorSearch is") }
        // Alone among the old parameters, this one may stand beside a new one: for another job.
        if request.has("KeyConditions"), !request.has("KeyConditionExpression") {
            throw ExpressionParameters.unsupported("KeyConditions")
        }
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, vocabulary, in: named.dialect)
        let startKey = try StartKey(request)
        let filter = try expressions.condition("FilterExpression", as: .filter)
        let projection = try expressions.projection()
        try SelectRules.check(request, isQuery: true)
        guard let keyCondition = try expressions.keyCondition() else {
            throw .validation(
                "Either the KeyConditions or KeyConditionExpression parameter "
                    + "must be specified in the request.")
        }
        try expressions.finish()
        let table = try named.required()
        try SelectRules.refuseIndex(request)
        let (partition, sort) = try resolve(keyCondition, with: table.keySchema)
        try check(filter, sparing: table.keySchema)
        let query = Engine.Query(
            table: table, partition: partition, sort: sort,
            isReversed: request.boolean("ScanIndexForward") == false,
            after: try startKey?.key(
                inQueryOf: table.keySchema, partition: partition, sort: sort),
            limit: request.integer("Limit").map(Int.init), filter: filter)
        let answer = PageAnswer(request, table: table, projection: projection)
        return .page { (snapshot) throws(StoreError) in
            answer.render(try snapshot.query(query))
        }
    }

    private static func resolve(
        _ condition: KeyCondition, with schema: KeySchema
    ) throws(WireError) -> (partition: KeyValue, sort: SortRange) {
        do throws(ExpressionError) {
            return try condition.resolve(with: schema)
        } catch {
            throw WireError(error)
        }
    }

    /// What the key condition has already decided, the filter may not decide again.
    private static func check(
        _ filter: Condition?, sparing schema: KeySchema
    ) throws(WireError) {
        guard let filter else { return }
        for path in filter.paths where schema.isKeyAttribute(path.root) {
            throw .validation(
                "Filter Expression can only contain non-primary key attributes: "
                    + "Primary key attribute: \(path.root)")
        }
    }
}
