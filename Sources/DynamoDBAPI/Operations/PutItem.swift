import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Stores a whole item in place of the one under its key, if the condition holds.
struct PutItem: Operation {
    static let traits = OperationTraits("PutItem", .writeItems, isOrderedWrite: true)

    static let fields = FieldRules([
        .tableName,
        .returnConsumedCapacity,
        Field("Item", .map(.value), .required),
        .conditionalOperator,
        .expected,
        .returnValues,
        .returnItemCollectionMetrics,
        .returnValuesOnConditionCheckFailure,
        Field("ConditionExpression", .string),
        .expressionAttributeValues,
        .expressionAttributeNames,
    ])

    static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: ["ConditionExpression"], legacy: ["Expected", "ConditionalOperator"])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let item = try request.item("Item")
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, vocabulary, in: named.dialect)
        let condition = try expressions.condition()
        try expressions.finish()
        let returnValues = try ReturnValues(ofWholeItem: request)
        try checkSize(of: item)
        let table = try named.required()
        let key = try KeyReader.key(in: item, of: table.keySchema)
        let answer = WriteAnswer(request, table: table, returnValues: returnValues)
        let write = ItemWrite(
            table: table.id, key: key, condition: condition, action: .put(item))
        try table.validateDeclaredTypes(of: write)
        return .write(write, answer.response)
    }

    /// An item's size is known before anything else is looked up, so it is judged early.
    static func checkSize(of item: Item) throws(WireError) {
        if item.size > Limits.itemBytesMax {
            throw .validation("Item size has exceeded the maximum allowed size")
        }
    }
}
