import Commands
import Expressions
import Model
import Values

/// One action of a TransactWriteItems request, read as far as it can be without its table.
struct TransactionAction {
    /// The members that every kind of action has.
    private static let common: [Field] = [
        .tableName,
        .returnValuesOnConditionCheckFailure,
        .expressionAttributeNames,
        .expressionAttributeValues,
    ]

    static let fields: [Field] = [
        Field(
            "ConditionCheck",
            .structure(
                common + [
                    Field("Key", .map(.value), .required),
                    Field("ConditionExpression", .string, .required),
                ])),
        Field(
            "Put",
            .structure(
                common + [
                    Field("Item", .map(.value), .required), Field("ConditionExpression", .string),
                ])),
        Field(
            "Delete",
            .structure(
                common + [
                    Field("Key", .map(.value), .required), Field("ConditionExpression", .string),
                ])),
        Field(
            "Update",
            .structure(
                common + [
                    Field("Key", .map(.value), .required),
                    Field("UpdateExpression", .string, .required),
                    Field("ConditionExpression", .string),
                ])),
    ]

    private static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: ["ConditionExpression"], legacy: [], mayLackExpression: true)
    private static let updateVocabulary = ExpressionParameters.Vocabulary(
        expressions: ["UpdateExpression", "ConditionExpression"], legacy: [])

    /// The structure inside the action: its table, key and expressions.
    let request: RequestReader
    let condition: Condition?
    let update: Update?
    let write: ItemWrite.Action
    /// Where the action's key is: in its item or by itself.
    let source: TransactionKeys.Source
    let showsItem: Bool
    /// What the action adds to the size of the request.
    let payloadBytes: Int

    init(_ element: RequestReader, in context: APIContext) throws(WireError) {
        let kinds = ["ConditionCheck", "Put", "Delete", "Update"].filter(element.has)
        guard kinds.count == 1, let kind = kinds.first, let request = element.structure(kind) else {
            throw .validation("TransactItems can only contain one of Check, Put, Update or Delete")
        }
        self.request = request
        var expressions = try ExpressionParameters(
            request,
            kind == "Update" ? TransactionAction.updateVocabulary : TransactionAction.vocabulary,
            in: context.namedTable(in: request).dialect)
        update = kind == "Update" ? try expressions.update() : nil
        condition = try expressions.condition()
        try expressions.finish()
        showsItem = request.string("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        let carried = try request.item(kind == "Put" ? "Item" : "Key")
        source = kind == "Put" ? .item(carried) : .key(carried)
        switch kind {
        case "Put":
            try PutItem.checkSize(of: carried)
            write = .put(carried)
        case "Delete": write = .delete
        case "Update": write = .update(update)
        default: write = .check
        }
        payloadBytes = carried.size + expressions.valueBytes
    }
}
