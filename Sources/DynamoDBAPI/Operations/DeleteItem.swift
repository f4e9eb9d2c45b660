import API
import Commands
import Engine
import Expressions
import Model
import Values

/// Removes one item, if the condition holds; removing what is not there succeeds.
struct DeleteItem: Operation {
    static let traits = OperationTraits("DeleteItem", .writeItems, isOrderedWrite: true)

    static let fields = FieldRules([
        .tableName,
        .returnConsumedCapacity,
        Field("Key", .map(.value), .required),
        .conditionalOperator,
        .expected,
        .returnValues,
        .returnItemCollectionMetrics,
        .returnValuesOnConditionCheckFailure,
        Field("ConditionExpression", .string),
        .expressionAttributeValues,
        .expressionAttributeNames,
    ])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let keyAttributes = try request.item("Key")
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, PutItem.vocabulary, in: named.dialect)
        let condition = try expressions.condition()
        try expressions.finish()
        let returnValues = try ReturnValues(ofWholeItem: request)
        let table = try named.required()
        let key = try KeyReader.key(keyAttributes, of: table.keySchema)
        let answer = WriteAnswer(request, table: table, returnValues: returnValues)
        return .write(
            ItemWrite(table: table.id, key: key, condition: condition, action: .delete),
            answer.response)
    }
}
