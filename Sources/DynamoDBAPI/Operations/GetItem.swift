import API
import Commands
import Engine
import Expressions
import JSON
import Model
import Values

/// Reads one item, whole or projected.
///
/// Runs where the request arrived: it touches a handful of pages.
struct GetItem: Operation {
    static let traits = OperationTraits("GetItem", .readItems)

    static let fields = FieldRules([
        .tableName,
        .returnConsumedCapacity,
        Field("Key", .map(.value), .required),
        .attributesToGet,
        Field("ConsistentRead", .boolean),
        Field("ProjectionExpression", .string),
        .expressionAttributeNames,
    ])

    static let vocabulary = ExpressionParameters.Vocabulary(
        expressions: ["ProjectionExpression"], legacy: ["AttributesToGet"])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let keyAttributes = try request.item("Key")
        let named = context.namedTable(in: request)
        var expressions = try ExpressionParameters(request, vocabulary, in: named.dialect)
        let projection = try expressions.projection()
        try expressions.finish()
        let table = try named.required()
        let key = try KeyReader.key(keyAttributes, of: table.keySchema)
        let item = try context.read { (snapshot) throws(StoreError) in
            try snapshot.image(key, in: table)
        }
        return .answer(answer(request, item: item, projection: projection, table: table))
    }

    private static func answer(
        _ request: RequestReader, item: ItemImage?, projection: Projection?, table: Table
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if let item {
            writer.name("Item")
            ValueJSON.write(item, projection, to: &writer)
        }
        let detail = Capacity.Detail(request)
        if detail != .none {
            let consistent = request.boolean("ConsistentRead") ?? false
            Capacity.read(bytes: item?.size ?? 0, consistent: consistent)
                .writeMember(detail, table: table.name, to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }
}
