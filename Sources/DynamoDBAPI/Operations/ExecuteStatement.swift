import API
import Commands
import Engine
import JSON
import Model
import PartiQL
import Values

/// Carries out one statement of PartiQL: a page of a SELECT, or a write of one item.
struct ExecuteStatement: StatementOperation {
    static let traits = OperationTraits("ExecuteStatement", .writeItems)

    static func statements(in root: JSONNode) -> [JSONNode?] { [root[Parameter.statement.name]] }

    static let fields = FieldRules(
        StatementRequest.fields + [
            Field(.consistentRead, .boolean),
            Field(.nextToken, .string, .length(DynamoDBLimits.nextTokenCharacters)),
            .returnConsumedCapacity,
            Field(.limit, .integer, .range(1...Int64.max)),
        ])

    private enum Work {
        case read(SelectPage)
        case write(ItemWrite, StatementWriteAnswer)
    }

    private let work: Work

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let statement = try StatementRequest(request)
        let parameters = try statement.parameters()
        let bound = try statement.bound(with: parameters, in: context)
        switch bound.statement {
        case .select(let selection):
            work = .read(
                try SelectPage(selection, of: bound, request, parameters: parameters))
        case .exists:
            throw .validation("EXISTS can only be used in ExecuteTransaction write requests.")
        case .insert, .update, .delete:
            let write = try StatementWrite(bound, detail: Capacity.Detail(request))
            work = .write(try write.write(to: bound.table), write.answer)
        }
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        switch work {
        case .write(let write, let answer): return .itemWrite(write, answer.response)
        case .read(let page) where page.isPoint:
            return .answer(
                try context.read { (snapshot) throws(StoreError) in try page.answer(in: snapshot) })
        case .read(let page):
            return .page { (snapshot) throws(StoreError) in try page.answer(in: snapshot) }
        }
    }
}
