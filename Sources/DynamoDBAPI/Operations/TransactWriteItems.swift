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
        .returnConsumedCapacity,
        .returnItemCollectionMetrics,
        Field(.clientRequestToken, .string, .length(1...Limits.tokenCharactersMax)),
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
        if actions.reduce(0, { $0 + $1.payloadBytes }) > DynamoDBLimits.transactionBytesMax {
            throw .validation(
                "Transaction payload size cannot exceed \(DynamoDBLimits.transactionBytesMax) bytes"
            )
        }
        let targets = try TransactionKeys.read(
            actions.map(\.request), actions.map(\.write), in: context)
        var writes: [ItemWrite] = []
        for (index, action) in actions.enumerated() {
            let target = targets[index]
            do throws(WriteProblem) {
                writes.append(try action.write.write(to: target.key, in: target.table))
            } catch {
                throw TransactionKeys.cancellation(
                    by: WireError(error, isWholeItem: false), at: index, among: actions.count)
            }
        }
        answer = TransactionAnswer(
            tables: targets.map(\.table.name), showsItem: actions.map(\.showsItem),
            detail: Capacity.Detail(request))
        let token = request.text(.clientRequestToken).map { text in
            TransactionToken(text: text, digest: Self.digest(of: writes))
        }
        transaction = Transaction(writes: writes, token: token)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .commit(transaction, render: answer.render)
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
    /// The name of each action's table.
    let tables: [Text]
    /// Whether each action, when its condition fails, shows the item that failed it.
    let showsItem: [Bool]
    let detail: Capacity.Detail

    func render(_ outcome: Transaction.Outcome) throws(WireError) -> [UInt8] {
        switch outcome {
        case .failure(let error):
            throw WireError(error, showsItem: showsItem)
        case .success(.applied(let changes)):
            return body(
                changes.map { Capacity.write(bytes: $0.chargedBytes).transactional },
                direction: .write)
        case .success(.repeated(let imageBytes)):
            return body(
                imageBytes.map { Capacity.read(bytes: $0, consistent: true).transactional },
                direction: .read)
        }
    }

    private func body(_ costs: [Capacity], direction: Capacity.Direction) -> [UInt8] {
        var capacity = CapacityByTable()
        for (cost, table) in zip(costs, tables) { capacity.add(cost, to: table) }
        var writer = JSONWriter()
        writer.beginObject()
        capacity.writeMember(detail, direction: direction, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
