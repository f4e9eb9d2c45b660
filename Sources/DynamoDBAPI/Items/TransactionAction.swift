import API
import Commands
import Expressions
import JSON
import Model
import StreamRecords
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
            .conditionCheck,
            .structure(
                common + [
                    Field(.key, .map(.value), .required),
                    Field(.conditionExpression, .string, .required),
                ])),
        Field(
            .put,
            .structure(
                common + [
                    Field(.item, .map(.value), .required), Field(.conditionExpression, .string),
                ])),
        Field(
            .delete,
            .structure(
                common + [
                    Field(.key, .map(.value), .required), Field(.conditionExpression, .string),
                ])),
        Field(
            .update,
            .structure(
                common + [
                    Field(.key, .map(.value), .required),
                    Field(.updateExpression, .string, .required),
                    Field(.conditionExpression, .string),
                ])),
    ]

    private static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: [.conditionExpression], legacy: [], mayLackExpression: true)
    private static let updateVocabulary = ExpressionParameters.Vocabulary(
        expressions: [.updateExpression, .conditionExpression], legacy: [])

    /// The structure inside the action: its table, key and expressions.
    let request: RequestReader
    let write: WriteRequest
    let showsItem: Bool
    /// What the action adds to the size of the request.
    let payloadBytes: Int

    init(_ element: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let kinds = [Parameter.conditionCheck, .put, .delete, .update].filter(element.has)
        if kinds.isEmpty {
            throw .validation(
                "Invalid Request: TransactWriteRequest should contain Delete or Put or Update "
                    + "request")
        }
        guard kinds.count == 1, let kind = kinds.first, let request = element.structure(kind) else {
            throw .validation("TransactItems can only contain one of Check, Put, Update or Delete")
        }
        self.request = request
        var expressions = try ExpressionParameters(
            request,
            kind === Parameter.update
                ? TransactionAction.updateVocabulary : TransactionAction.vocabulary,
            in: context.namedTable(in: request).dialect)
        let update = kind === Parameter.update ? try expressions.update() : nil
        let condition = try expressions.condition()
        try expressions.finish()
        showsItem = request.string(.returnValuesOnConditionCheckFailure) == "ALL_OLD"
        let isPut = kind === Parameter.put
        let carried = try TransactionAction.carried(isPut ? .item : .key, of: request)
        let action: WriteRequest.Action =
            if isPut {
                .put(carried)
            } else if kind === Parameter.delete {
                .delete(key: carried)
            } else if kind === Parameter.update {
                .update(key: carried, update)
            } else {
                .check(key: carried)
            }
        let write = WriteRequest(action, condition: condition)
        try WireError.translate(isWholeItem: true) { () throws(WriteProblem) in
            try write.checkSize()
        }
        self.write = write
        payloadBytes = carried.size + expressions.valueBytes
    }

    /// The item or key of an action.
    ///
    /// A transaction says of an attribute without a name only that, and judges the names of the item's
    /// own attributes before it looks into them.
    private static func carried(
        _ parameter: Parameter, of request: RequestReader
    ) throws(WireError) -> Item {
        do throws(WireError) {
            return try request.item(parameter)
        } catch {
            guard let node = request[parameter], node.kind == .object,
                error == ValueJSON.emptyName || error == ValueJSON.nestingTooDeep
            else { throw error }
            let hasEmptyName = node.members.contains { $0.name.isEmpty }
            if error == ValueJSON.nestingTooDeep, !hasEmptyName { throw error }
            throw .validation("Empty attribute name")
        }
    }
}
