import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Reads a whole table, or one segment of it, a page at a time.
struct Scan: DynamoDBOperation {
    static let traits = OperationTraits("Scan", .readItems)

    static let fields = FieldRules([
        .tableName,
        .select,
        .indexName,
        .returnConsumedCapacity,
        .conditions(.scanFilter),
        .conditionalOperator,
        .attributesToGet,
        Field(.limit, .integer, .range(1...Int64.max)),
        Field(.totalSegments, .integer, .range(1...1_000_000)),
        Field(.segment, .integer, .range(0...999_999)),
        Field(.exclusiveStartKey, .map(.value)),
        Field(.consistentRead, .boolean),
        Field(.filterExpression, .string),
        Field(.projectionExpression, .string),
        .expressionAttributeValues,
        .expressionAttributeNames,
    ])

    private static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: [.projectionExpression, .filterExpression],
        legacy: [.attributesToGet, .scanFilter, .conditionalOperator])

    private enum Read {
        case table(Engine.Scan)
        case index(IndexScan)
    }

    private let read: Read
    private let answer: PageAnswer

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, Self.vocabulary, in: named.dialect)
        let startKey = try StartKey(request)
        let (segment, totalSegments) = try Self.segment(request)
        let filter = try expressions.condition(.filterExpression, as: .filter)
        let projection = try expressions.projection()
        try SelectRules.check(request, isQuery: false)
        try expressions.finish()
        let table = try named.required()
        if let target = try IndexTarget(request, of: table) {
            var scan = IndexScan(
                table: table, index: target.index, segment: segment,
                totalSegments: totalSegments, limit: request.integer(.limit).map(Int.init),
                filter: filter,
                readsWholeItems: try target.readsWholeItems(request, projection))
            scan.after = try startKey?.position(in: scan)
            read = .index(scan)
            answer = PageAnswer(request, table: table, projection: projection)
            return
        }
        var start = Engine.Scan(
            table: table, segment: segment, totalSegments: totalSegments,
            limit: request.integer(.limit).map(Int.init), filter: filter)
        start.after = try startKey?.key(in: start)
        read = .table(start)
        answer = PageAnswer(
            request, table: table, projection: projection,
            parts: startKey == nil
                ? max(1, TableParts.count(of: table.settings) / totalSegments) : 1)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .page { [read, answer] (snapshot) throws(StoreError) in
            switch read {
            case .table(let scan): answer.render(try snapshot.scan(scan))
            case .index(let scan): answer.render(try snapshot.scan(scan), of: scan.index)
            }
        }
    }

    /// Both or none; a scan without segments is one segment of one.
    private static func segment(
        _ request: RequestReader
    ) throws(WireError) -> (segment: Int, total: Int) {
        switch (request.integer(.segment), request.integer(.totalSegments)) {
        case (nil, nil): return (0, 1)
        case (.some, nil):
            throw .validation(
                "The TotalSegments parameter is required but was not present in the request "
                    + "when Segment parameter is present")
        case (nil, .some):
            throw .validation(
                "The Segment parameter is required but was not present in the request "
                    + "when parameter TotalSegments is present")
        case (let segment?, let total?):
            guard segment < total else {
                throw .validation(
                    "The Segment parameter is zero-based and must be less than parameter "
                        + "TotalSegments: Segment: \(segment) is not less than "
                        + "TotalSegments: \(total)")
            }
            return (Int(segment), Int(total))
        }
    }
}
