import API
import Commands
import Engine
import Expressions
import JSON
import Model
import StreamRecords
import Values

/// Reads up to 100 items as they were at one moment.
struct TransactGetItems: DynamoDBOperation {
    static let traits = OperationTraits("TransactGetItems", .readItems)

    static let fields = FieldRules([
        .returnConsumedCapacity,
        Field(
            .transactItems,
            .list(
                .structure([
                    Field(
                        .get,
                        .structure([
                            .tableName,
                            Field(.key, .map(.value), .required),
                            Field(.projectionExpression, .string),
                            .expressionAttributeNames,
                        ]), .required)
                ])), .required, .length(1...Limits.transactionActionsMax)),
    ])

    private static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: [.projectionExpression], legacy: [], mayLackExpression: true)

    private let gets: [GetRequest]
    private let items: TransactionItems

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let requests = request.structures(.transactItems).compactMap { $0.structure(.get) }
        var gets: [GetRequest] = []
        for request in requests {
            var expressions = try ExpressionParameters(
                request, Self.vocabulary, in: context.namedTable(in: request).dialect)
            let projection = try expressions.projection()
            try expressions.finish()
            gets.append(GetRequest(key: try request.item(.key), projection: projection))
        }
        self.gets = gets
        let tables = try context.tables(of: requests)
        let targets = try WireError.translate(among: gets.count) {
            [gets] () throws(TransactionProblem) in
            try TransactionTargets(gets, in: tables)
        }
        items = TransactionItems(targets: targets, detail: Capacity.Detail(request))
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .page { [gets, items] (snapshot) throws(StoreError) in
            try items.answer(in: snapshot) { index, item, writer in
                ValueJSON.write(item, gets[index].projection, to: &writer)
            }
        }
    }
}
