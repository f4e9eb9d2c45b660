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

    private struct Get: Sendable {
        let table: Table
        let key: Key
        let projection: Projection?
    }

    private let gets: [Get]
    private let detail: Capacity.Detail

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let requests = request.structures(.transactItems).compactMap { $0.structure(.get) }
        var projections: [Projection?] = []
        var reads: [WriteRequest] = []
        for request in requests {
            var expressions = try ExpressionParameters(
                request, Self.vocabulary, in: context.namedTable(in: request).dialect)
            projections.append(try expressions.projection())
            try expressions.finish()
            reads.append(WriteRequest(.check(key: try request.item(.key))))
        }
        let targets = try TransactionKeys.read(requests, reads, in: context)
        gets = zip(targets, projections).map { target, projection in
            Get(table: target.table, key: target.key, projection: projection)
        }
        detail = Capacity.Detail(request)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .page { [gets, detail] (snapshot) throws(StoreError) in
            try Self.answer(gets, detail: detail, in: snapshot)
        }
    }

    private static func answer(
        _ gets: [Get], detail: Capacity.Detail, in snapshot: borrowing Snapshot
    ) throws(StoreError) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 4096)
        var capacity = CapacityByTable()
        writer.beginObject()
        writer.name("Responses")
        writer.beginArray()
        for get in gets {
            let item = try snapshot.image(get.key, in: get.table)
            writer.beginObject()
            if let item {
                writer.name("Item")
                ValueJSON.write(item, get.projection, to: &writer)
            }
            writer.endObject()
            capacity.add(
                Capacity.read(bytes: item?.size ?? 0, consistent: true).transactional,
                to: get.table.name)
        }
        writer.endArray()
        capacity.writeMember(detail, direction: .read, to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
