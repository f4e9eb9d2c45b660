import API
import Commands
import Crypto
import Engine
import Expressions
import JSON
import Model
import Values

/// Writes up to 100 items, all or none of them, once per client token.
struct TransactWriteItems: DynamoDBOperation {
    static let traits = OperationTraits("TransactWriteItems", .writeItems, isOrderedWrite: true)

    static let fields = FieldRules([
        Field(.clientRequestToken, .string, .length(1...Limits.tokenCharactersMax)),
        .returnConsumedCapacity,
        .returnItemCollectionMetrics,
        Field(
            .transactItems,
            .list(.structure(TransactionAction.fields)), .required,
            .length(1...Limits.transactionActionsMax)),
    ])

    private let transaction: Transaction
    private let answer: TransactionAnswer

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        var actions: [TransactionAction] = []
        for element in request.structures(.transactItems) {
            actions.append(try TransactionAction(element, in: context))
        }
        try DynamoDBLimits.checkTransaction(
            bytes: actions.reduce(0) { $0 + $1.payloadBytes })
        let tables = try context.tables(of: actions.map(\.request))
        let requests = actions.map(\.write)
        let writes = try WireError.translate(among: actions.count) {
            () throws(TransactionProblem) in
            try TransactionTargets(requests, in: tables).writes(of: requests)
        }
        var collections = ItemCollections()
        for (write, table) in zip(writes, tables) {
            collections.add(request, write.key, in: table)
        }
        answer = TransactionAnswer(
            tables: tables, showsItem: actions.map(\.showsItem),
            detail: Capacity.Detail(request), collections: collections)
        transaction = Transaction(writes: writes, request)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .commit(transaction, render: answer.render)
    }
}

extension Transaction {
    /// With the token that the request may carry.
    init(writes: [ItemWrite], _ request: RequestReader) {
        let token = request.text(.clientRequestToken).map { text in
            TransactionToken(text: text, digest: Transaction.digest(of: writes))
        }
        self.init(writes: writes, token: token)
    }

    /// SHA-256 of what the writes say, however the request was spelled.
    private static func digest(of writes: [ItemWrite]) -> [UInt8] {
        var writer = ByteWriter()
        WriteBatch(writes).encode(to: &writer)
        return Array(SHA256.hash(data: writer.bytes))
    }
}

/// How the answer to a transaction is put together.
struct TransactionAnswer: Sendable {
    /// Each action's table.
    let tables: [Table]
    /// Whether each action, when its condition fails, shows the item that failed it.
    let showsItem: [Bool]
    let detail: Capacity.Detail
    var collections = ItemCollections()
    /// Of statements, whether each is an INSERT; `nil` for actions, which have no responses.
    var isInsertion: [Bool]?

    func render(_ outcome: Transaction.Outcome) throws(WireError) -> [UInt8] {
        switch outcome {
        case .failure(let error):
            throw wireError(error)
        case .success(.applied(let changes)):
            return body(
                zip(changes, tables).map { TableCapacity($0, to: $1).transactional },
                direction: .write)
        case .success(.repeated(let imageBytes)):
            return body(
                imageBytes.map {
                    TableCapacity(.read(bytes: $0, consistent: true)).transactional
                },
                direction: .read)
        }
    }

    private func wireError(_ error: CommitError<Transaction.Rejection>) -> WireError {
        let error = WireError(error, showsItem: showsItem)
        guard let isInsertion, case .transactionCanceled(let reasons) = error else { return error }
        // What an INSERT demands is only that there is no such item yet.
        return .transactionCanceled(
            zip(reasons, isInsertion).map { reason, isInsertion in
                isInsertion && reason.isFailedCondition ? .duplicateItem : reason
            })
    }

    private func body(_ costs: [TableCapacity], direction: TableCapacity.Direction) -> [UInt8] {
        var capacity = CapacityByTable()
        for (cost, table) in zip(costs, tables) { capacity.add(cost, to: table.name) }
        var writer = JSONWriter()
        writer.beginObject()
        if isInsertion != nil {
            writer.name("Responses")
            writer.beginArray()
            writer.endArray()
        }
        capacity.writeMember(detail, direction: direction, to: &writer)
        collections.writeMember(to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
