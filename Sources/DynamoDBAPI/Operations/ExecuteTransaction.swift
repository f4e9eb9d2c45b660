import API
import Commands
import Engine
import JSON
import Model
import PartiQL
import Values

/// Carries out up to 100 statements, all or none: reads of one moment, or writes, once per client token.
struct ExecuteTransaction: StatementOperation {
    static let traits = OperationTraits("ExecuteTransaction", .writeItems)

    static func statements(in root: JSONNode) -> [JSONNode?] {
        root[Parameter.transactStatements.name]?.elements
            .map { $0[Parameter.statement.name] } ?? []
    }

    static let fields = FieldRules([
        Field(
            .transactStatements,
            .list(.structure(StatementRequest.fields, type: "ParameterizedStatement")),
            .required, .length(1...Limits.transactionActionsMax)),
        Field(.clientRequestToken, .string, .length(1...Limits.tokenCharactersMax)),
        .returnConsumedCapacity,
    ])

    private enum Work {
        case read(TransactedReads)
        case write(Transaction, TransactionAnswer)
    }

    private let work: Work

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        var statements: [StatementRequest] = []
        for (index, element) in request.structures(.transactStatements).enumerated() {
            statements.append(
                try Self.naming(index) { () throws(WireError) in try StatementRequest(element) })
        }
        var parameters: [[Value]] = []
        for statement in statements { parameters.append(try statement.parameters()) }
        let reads = statements.count { $0.parsed.isRead }
        guard reads == 0 || reads == statements.count else {
            throw .validation(
                "A transaction must consist of read statements or of write statements, not of both")
        }
        var faults = StatementFaults(count: statements.count)
        var bound: [BoundStatement?] = []
        for (index, statement) in statements.enumerated() {
            do throws(WireError) {
                bound.append(
                    try Self.naming(index) { () throws(WireError) in
                        try statement.bound(with: parameters[index], in: context)
                    })
            } catch {
                guard case .resourceNotFound(let message) = error else { throw error }
                faults.note(.resourceNotFound(message), at: index)
                bound.append(nil)
            }
        }
        let detail = Capacity.Detail(request)
        if reads > 0 {
            work = .read(try TransactedReads(bound, faults, detail: detail))
        } else {
            let texts = statements.reduce(0) { $0 + $1.textBytes }
            try DynamoDBLimits.checkTransaction(
                bytes: parameters.joined().reduce(texts) { $0 + $1.size })
            work = try Self.write(bound, faults, request, detail: detail)
        }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        switch work {
        case .read(let reads):
            .page { (snapshot) throws(StoreError) in try reads.answer(in: snapshot) }
        case .write(let transaction, let answer): .commit(transaction, render: answer.render)
        }
    }

    private static func write(
        _ bound: [BoundStatement?], _ faults: StatementFaults, _ request: RequestReader,
        detail: Capacity.Detail
    ) throws(WireError) -> Work {
        var faults = faults
        var writes: [StatementWrite] = []
        for (index, statement) in bound.enumerated() {
            guard let statement else { continue }
            let write = try naming(index) { () throws(WireError) -> StatementWrite? in
                if statement.returns {
                    throw .validation("RETURNING clause is not supported in ExecuteTransaction.")
                }
                return statement.lacksKey ? nil : try StatementWrite(statement, detail: detail)
            }
            if let write {
                faults.noteKey(of: write.request, in: statement.table.keySchema, at: index)
                writes.append(write)
            } else {
                faults.note(
                    .validationError("The provided key element does not match the schema"),
                    at: index)
            }
        }
        try faults.check()
        let requests = writes.map(\.request)
        let tables = writes.map(\.answer.table)
        let items = try WireError.translate(among: writes.count) {
            () throws(TransactionProblem) in
            try TransactionTargets(requests, in: tables).writes(of: requests)
        }
        let answer = TransactionAnswer(
            tables: tables, showsItem: writes.map(\.answer.showsItem), detail: detail,
            isInsertion: requests.map(\.givesWholeItem))
        return .write(Transaction(writes: items, request), answer)
    }

    /// What `body` returns; a complaint about a statement says which one it is about.
    static func naming<Result>(
        _ index: Int, _ body: () throws(WireError) -> Result
    ) throws(WireError) -> Result {
        do throws(WireError) {
            return try body()
        } catch {
            guard let message = error.validationMessage else { throw error }
            throw .validation("Validation failed in TransactStatements[\(index)]: \(message)")
        }
    }
}
