import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Stores a whole item in place of the one under its key, if the condition holds.
struct PutItem: DynamoDBOperation {
    static let traits = OperationTraits("PutItem", .writeItems, isOrderedWrite: true)

    static let fields = FieldRules([
        .tableName,
        .returnConsumedCapacity,
        Field(.item, .map(.value), .required),
        .conditionalOperator,
        .expected,
        .returnValues,
        .returnItemCollectionMetrics,
        .returnValuesOnConditionCheckFailure,
        Field(.conditionExpression, .string),
        .expressionAttributeValues,
        .expressionAttributeNames,
    ])

    private static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: [.conditionExpression], legacy: [.expected, .conditionalOperator])

    private let write: ItemWrite
    private let answer: WriteAnswer

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let named = context.namedTable(in: request)
        let (put, returnValues) = try WireError.counted { () throws(WireError) in
            try Self.read(request, in: named.dialect)
        }
        // An item's size is known before anything else is looked up, so it is judged early.
        try WireError.translate(isWholeItem: true) { () throws(WriteProblem) in
            try put.checkSize()
        }
        let table = try named.required()
        write = try WireError.translate(isWholeItem: true) { () throws(WriteProblem) in
            try put.write(to: table)
        }
        answer = WriteAnswer(
            request, writing: write.key, in: table, returnValues: returnValues)
    }

    /// Reads all that needs no table.
    private static func read(
        _ request: RequestReader, in dialect: Dialect
    ) throws(WireError) -> (WriteRequest, ReturnValues) {
        let item = try request.item(.item)
        var expressions = try ExpressionParameters(request, vocabulary, in: dialect)
        let put = WriteRequest(.put(item), condition: try expressions.condition())
        try expressions.finish()
        return (put, try ReturnValues(ofWholeItem: request))
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .itemWrite(write, answer.response)
    }
}
