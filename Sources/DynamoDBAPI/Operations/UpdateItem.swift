import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Changes one item in place, creating it when it is absent, if the condition holds.
///
/// This is the counter's way in: `ADD clicks :one` is parsed once, without a table look-up more
/// than needed, and answered with a constant when nothing is to be returned.
struct UpdateItem: Operation {
    static let traits = OperationTraits("UpdateItem", .writeItems, isOrderedWrite: true)

    static let fields = FieldRules([
        .tableName,
        .returnConsumedCapacity,
        .returnItemCollectionMetrics,
        .returnValues,
        .returnValuesOnConditionCheckFailure,
        Field("Key", .map(.value), .required),
        .conditionalOperator,
        .expected,
        .attributeUpdates,
        Field("UpdateExpression", .string),
        Field("ConditionExpression", .string),
        .expressionAttributeValues,
        .expressionAttributeNames,
    ])

    static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: ["UpdateExpression", "ConditionExpression"],
        legacy: ["AttributeUpdates", "Expected", "ConditionalOperator"])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let keyAttributes = try request.item("Key")
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, vocabulary, in: named.dialect)
        let update = try expressions.update()
        let condition = try expressions.condition()
        try expressions.finish()
        let table = try named.required()
        let key = try KeyReader.key(keyAttributes, of: table.keySchema)
        try checkTargets(of: update, spare: table.keySchema)
        let answer = WriteAnswer(
            request, table: table, returnValues: ReturnValues(request), update: update)
        let write = ItemWrite(
            table: table.id, key: key, condition: condition, action: .update(update))
        try table.validateDeclaredTypes(of: write)
        return .write(write, answer.response)
    }

    /// Key attributes never change: an item under another key is another item.
    static func checkTargets(of update: Update?, spare schema: KeySchema) throws(WireError) {
        guard let update else { return }
        for action in update.actions where schema.isKeyAttribute(action.path.root) {
            throw .invalidParameter(
                "Cannot update attribute \(action.path.root). This attribute is part of the key")
        }
    }
}
