import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Removes one item, if the condition holds; removing what is not there succeeds.
struct DeleteItem: DynamoDBOperation {
    static let traits = OperationTraits("DeleteItem", .writeItems, isOrderedWrite: true)

    static let fields = FieldRules([
        .tableName,
        .returnConsumedCapacity,
        Field(.key, .map(.value), .required),
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
        let (deletion, returnValues) = try WireError.counted { () throws(WireError) in
            try Self.read(request, in: named.dialect)
        }
        let table = try named.required()
        write = try WireError.translate(isWholeItem: false) { () throws(WriteProblem) in
            try deletion.write(to: table)
        }
        answer = WriteAnswer(
            request, writing: write.key, in: table, returnValues: returnValues)
    }

    /// Reads all that needs no table.
    private static func read(
        _ request: RequestReader, in dialect: Dialect
    ) throws(WireError) -> (WriteRequest, ReturnValues) {
        let key = try request.item(.key)
        var expressions = try ExpressionParameters(request, vocabulary, in: dialect)
        let deletion = WriteRequest(.delete(key: key), condition: try expressions.condition())
        try expressions.finish()
        return (deletion, try ReturnValues(ofWholeItem: request))
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .itemWrite(write, answer.response)
    }
}
