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

    private enum Read {
        case table(Engine.Query)
        case index(IndexQuery)
    }

    private let read: Read
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
        answer = PageAnswer(request, table: table, projection: projection)
        if let target = try IndexTarget(request, of: table) {
            var query = try Self.query(request, target, of: table, keyCondition, startKey, filter)
            query.readsWholeItems = try target.readsWholeItems(request, projection)
            read = .index(query)
            return
        }
        let (partition, sort) = try Self.resolve { () throws(ExpressionError) in
            try keyCondition.resolve(with: table.keySchema)
        }
        try Self.check(filter, sparing: table.keySchema.isKeyAttribute, in: request)
        read = .table(
            Engine.Query(
                table: table, partition: partition, sort: sort,
                isReversed: request.boolean(.scanIndexForward) == false,
                after: try startKey?.key(
                    inQueryOf: table.keySchema, partition: partition, sort: sort),
                limit: request.integer(.limit).map(Int.init), filter: filter))
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .page { [read, answer] (snapshot) throws(StoreError) in
            switch read {
            case .table(let query): answer.render(try snapshot.query(query))
            case .index(let query): answer.render(try snapshot.query(query), of: query.index)
            }
        }
    }

    private static func query(
        _ request: RequestReader, _ target: IndexTarget, of table: Table,
        _ keyCondition: KeyCondition, _ startKey: StartKey?, _ filter: Condition?
    ) throws(WireError) -> IndexQuery {
        let index = target.index
        let range = try resolve { () throws(ExpressionError) in
            try keyCondition.resolve(partition: index.partition, sort: index.sort)
        }
        try check(
            filter, sparing: { name in index.keyAttributes.contains { $0.name == name } },
            in: request)
        try target.check(filter)
        var query = IndexQuery(
            table: table, index: index, partition: range.partition, prefix: range.prefix,
            sort: range.rest, isReversed: request.boolean(.scanIndexForward) == false,
            limit: request.integer(.limit).map(Int.init), filter: filter)
        query.after = try startKey?.position(in: query)
        return query
    }

    private static func resolve<Range>(
        _ body: () throws(ExpressionError) -> Range
    ) throws(WireError) -> Range {
        do throws(ExpressionError) {
            return try body()
        } catch {
            throw WireError(error)
        }
    }

    /// What the key condition has already decided, the filter may not decide again.
    private static func check(
        _ filter: Condition?, sparing isKeyAttribute: (Text) -> Bool, in request: RequestReader
    ) throws(WireError) {
        guard let filter else { return }
        for path in filter.paths where isKeyAttribute(path.root) {
            let name = request.has(.queryFilter) ? "QueryFilter" : "Filter Expression"
            throw .validation(
                "\(name) can only contain non-primary key attributes: "
                    + "Primary key attribute: \(path.root)")
        }
    }
}
