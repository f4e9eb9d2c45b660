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
    private let targets: TransactionTargets
    private let detail: Capacity.Detail

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
        targets = try WireError.translate(among: gets.count) {
            [gets] () throws(TransactionProblem) in
            try TransactionTargets(gets, in: tables)
        }
        detail = Capacity.Detail(request)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .page { (snapshot) throws(StoreError) in try answer(in: snapshot) }
    }

    private func answer(in snapshot: borrowing Snapshot) throws(StoreError) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 4096)
        var capacity = CapacityByTable()
        writer.beginObject()
        writer.name("Responses")
        writer.beginArray()
        for (get, target) in zip(gets, targets.items) {
            let item = try snapshot.image(target.key, in: target.table)
            writer.beginObject()
            if let item {
                writer.name("Item")
                ValueJSON.write(item, get.projection, to: &writer)
            }
            writer.endObject()
            capacity.add(
                Capacity.read(bytes: item?.size ?? 0, consistent: true).transactional,
                to: target.table.name)
        }
        writer.endArray()
        capacity.writeMember(detail, direction: .read, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
