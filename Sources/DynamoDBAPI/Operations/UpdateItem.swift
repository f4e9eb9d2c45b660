import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Changes one item in place, creating it when it is absent, if the condition holds.
///
/// Counters are written by it, so its way is kept short: an expression is parsed once for all requests
/// with the same text, and the response is a constant when nothing is to be returned.
struct UpdateItem: DynamoDBOperation {
    static let traits = OperationTraits("UpdateItem", .writeItems, isOrderedWrite: true)

    static let fields = FieldRules([
        .returnConsumedCapacity,
        .tableName,
        .returnItemCollectionMetrics,
        .returnValues,
        .returnValuesOnConditionCheckFailure,
        .conditionalOperator,
        Field(.key, .map(.value), .required),
        .expected,
        .attributeUpdates,
        Field(.updateExpression, .string),
        Field(.conditionExpression, .string),
        .expressionAttributeValues,
        .expressionAttributeNames,
    ])

    private static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: [.updateExpression, .conditionExpression],
        legacy: [.attributeUpdates, .expected, .conditionalOperator])

    private let write: ItemWrite
    private let answer: WriteAnswer

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let named = context.namedTable(in: request)
        let (change, update) = try WireError.counted { () throws(WireError) in
            try Self.read(request, in: named.dialect)
        }
        let table = try named.required()
        write = try WireError.translate(isWholeItem: false) { () throws(WriteProblem) in
            try change.write(to: table)
        }
        answer = WriteAnswer(
            request, writing: write.key, in: table, returnValues: ReturnValues(request),
            update: update)
    }

    /// Reads all that needs no table.
    private static func read(
        _ request: RequestReader, in dialect: Dialect
    ) throws(WireError) -> (WriteRequest, Update?) {
        let key = try request.item(.key)
        var expressions = try ExpressionParameters(request, vocabulary, in: dialect)
        let update = try expressions.update()
        let condition = try expressions.condition()
        try expressions.finish()
        return (WriteRequest(.update(key: key, update), condition: condition), update)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .itemWrite(write, answer.response)
    }
}
