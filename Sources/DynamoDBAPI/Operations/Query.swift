import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Reads the items of one partition in the order of their sort keys, a page at a time.
struct Query: DynamoDBOperation {
    static let traits = OperationTraits("Query", .readItems)

    static let fields = FieldRules([
        .tableName,
        .select,
        .indexName,
        .returnConsumedCapacity,
        .conditions(.queryFilter),
        .conditionalOperator,
        .attributesToGet,
        Field(.limit, .integer, .range(1...Int64.max), isQuoted: false),
        .conditions(.keyConditions),
        Field(.exclusiveStartKey, .map(.value)),
        Field(.consistentRead, .boolean),
        Field(.scanIndexForward, .boolean),
        Field(.keyConditionExpression, .string),
        Field(.filterExpression, .string),
        Field(.projectionExpression, .string),
        .expressionAttributeValues,
        .expressionAttributeNames,
        Field(.vectorSearch, .ignored),
    ])

    private static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: [.projectionExpression, .filterExpression, .keyConditionExpression],
        legacy: [.attributesToGet, .queryFilter, .conditionalOperator, .keyConditions])

    private let query: Engine.Query
    private let answer: PageAnswer

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        if request.has(.vectorSearch) { throw .unsupported("VectorSearch is") }
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, Self.vocabulary, in: named.dialect)
        let startKey = try StartKey(request)
        let filter = try expressions.condition(.filterExpression, as: .filter)
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
        let (partition, sort) = try Self.resolve(keyCondition, with: table.keySchema)
        try Self.check(filter, sparing: table.keySchema, in: request)
        query = Engine.Query(
            table: table, partition: partition, sort: sort,
            isReversed: request.boolean(.scanIndexForward) == false,
            after: try startKey?.key(
                inQueryOf: table.keySchema, partition: partition, sort: sort),
            limit: request.integer(.limit).map(Int.init), filter: filter)
        answer = PageAnswer(request, table: table, projection: projection)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .page { [query, answer] (snapshot) throws(StoreError) in
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
        _ filter: Condition?, sparing schema: KeySchema, in request: RequestReader
    ) throws(WireError) {
        guard let filter else { return }
        for path in filter.paths where schema.isKeyAttribute(path.root) {
            let name = request.has(.queryFilter) ? "QueryFilter" : "Filter Expression"
            throw .validation(
                "\(name) can only contain non-primary key attributes: "
                    + "Primary key attribute: \(path.root)")
        }
    }
}
