import API
import Commands
import Engine
import Expressions
import JSON
import Model
import StreamRecords
import Values

/// Reads one item, whole or projected.
///
/// Runs where the request arrived: it touches a handful of pages.
struct GetItem: DynamoDBOperation {
    static let traits = OperationTraits("GetItem", .readItems)

    static let fields = FieldRules([
        .tableName,
        .returnConsumedCapacity,
        Field(.key, .map(.value), .required),
        .attributesToGet,
        Field(.consistentRead, .boolean),
        Field(.projectionExpression, .string),
        .expressionAttributeNames,
    ])

    static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: [.projectionExpression], legacy: [.attributesToGet])

    private let table: Table
    private let key: Key
    private let projection: Projection?
    private let isConsistent: Bool
    private let detail: Capacity.Detail

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let keyAttributes = try request.item(.key)
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, Self.vocabulary, in: named.dialect)
        projection = try expressions.projection()
        try expressions.finish()
        table = try named.required()
        key = try KeyReader.key(keyAttributes, of: table.keySchema)
        isConsistent = request.boolean(.consistentRead) ?? false
        detail = Capacity.Detail(request)
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        let item = try context.read { (snapshot) throws(StoreError) in
            try snapshot.image(key, in: table)
        }
        return .answer(answer(item))
    }

    private func answer(_ item: ItemImage?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if let item {
            writer.name("Item")
            ValueJSON.write(item, projection, to: &writer)
        }
        if detail != .none {
            TableCapacity(.read(bytes: item?.size ?? 0, consistent: isConsistent))
                .writeMember(detail, table: table.name, to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }
}
