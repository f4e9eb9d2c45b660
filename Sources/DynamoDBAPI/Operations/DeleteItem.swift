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
        let key = try request.item(.key)
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, Self.vocabulary, in: named.dialect)
        let deletion = WriteRequest(.delete(key: key), condition: try expressions.condition())
        try expressions.finish()
        let returnValues = try ReturnValues(ofWholeItem: request)
        let table = try named.required()
        write = try WireError.translate(isWholeItem: false) { () throws(WriteProblem) in
            try deletion.write(to: table)
        }
        answer = WriteAnswer(
            request, writing: write.key, in: table, returnValues: returnValues)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .itemWrite(write, answer.response)
    }
}
