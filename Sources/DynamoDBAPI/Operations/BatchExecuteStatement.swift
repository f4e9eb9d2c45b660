import API
import Commands
import Engine
import JSON
import Model
import PartiQL
import Values

/// Carries out up to 25 statements, each by itself: reads or writes, not both.
struct BatchExecuteStatement: StatementOperation {
    static let traits = OperationTraits("BatchExecuteStatement", .writeItems)

    static func statements(in root: JSONNode) -> [JSONNode?] {
        root[Parameter.statements.name]?.elements.map { $0[Parameter.statement.name] } ?? []
    }

    static let fields = FieldRules([
        Field(
            .statements,
            .list(
                .structure(
                    StatementRequest.fields + [Field(.consistentRead, .boolean)],
                    type: "BatchStatementRequest")),
            .required, .length(1...Limits.batchWritesMax)),
        .returnConsumedCapacity,
    ])

    private let statements: [BatchedStatement]
    private let detail: Capacity.Detail

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        detail = Capacity.Detail(request)
        statements = request.structures(.statements).map { BatchedStatement($0, in: context) }
        let reads = statements.compactMap(\.isRead)
        if reads.contains(true), reads.contains(false) {
            throw .validation(
                "A batch must consist of read statements or of write statements, not of both")
        }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        if statements.contains(where: { $0.isRead == false }) { return writePlan() }
        return .page { [statements, detail] (snapshot) throws(StoreError) in
            var answer = BatchAnswer(detail: detail)
            for statement in statements { try answer.add(statement, from: snapshot) }
            return answer.finish()
        }
    }

    /// The writes are sent together, and the last outcome makes the response.
    private func writePlan() -> Plan {
        .submit { [statements, detail] executor, call in
            let outcomes = BatchOutcomes(count: statements.count) { outcomes in
                var answer = BatchAnswer(detail: detail)
                for (statement, outcome) in zip(statements, outcomes) {
                    answer.add(statement, outcome)
                }
                call.respond(Response(body: answer.finish()))
            }
            for (index, statement) in statements.enumerated() {
                guard case .write(let write, _) = statement.work else {
                    outcomes.note(nil, at: index)
                    continue
                }
                executor.store.submit(write, on: call.lane) { outcomes.note($0, at: index) }
            }
        }
    }
}
