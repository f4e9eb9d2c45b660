import Engine
import JSON
import Mutations
import Values

/// `GET /v1/tables/{table}/items`: one item, or a range of one partition's items.
///
/// `pk` and `sk` name one item (`pk` alone where the table has no sort key); without `sk` the
/// answer is a page of the partition, see `ItemRange`.
struct ReadItems: Operation {
    static let route = Route("GET", "/v1/tables/{table}/items")
    static let parameters = ["pk", "sk"] + ItemRange.parameters

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        let partition = try KeyParameter.partition(in: request, of: table.keySchema)
        guard let attribute = table.keySchema.sort else {
            try refuse(
                ["sk"] + ItemRange.parameters, in: request,
                because: "table \(table.name) has no sort key, so pk names one item")
            return try .answer(item(Key(partition: partition), of: table, in: context))
        }
        guard let sort = try KeyParameter.sort("sk", in: request, as: attribute) else {
            let range = try ItemRange(
                request, table: table, partition: partition, sort: attribute)
            return .page { (snapshot) throws(StoreError) in
                NativeResponse(body: try range.answer(from: snapshot))
            }
        }
        try refuse(ItemRange.parameters, in: request, because: "pk and sk name one item")
        return try .answer(item(Key(partition: partition, sort: sort), of: table, in: context))
    }

    private static func refuse(
        _ parameters: [String], in request: Request, because reason: String
    ) throws(NativeError) {
        for name in parameters where request.query[name] != nil {
            throw .invalid(field: name, "Parameter \(name) has no meaning here: \(reason).")
        }
    }

    private static func item(
        _ key: Key, of table: Table, in context: APIContext
    ) throws(NativeError) -> NativeResponse {
        let item = try context.read { (snapshot) throws(StoreError) in
            try snapshot.item(key, in: table)
        }
        guard let item else { throw .itemNotFound }
        var writer = JSONWriter(reservingBytes: 64 + item.size * 2)
        writer.beginObject()
        writer.name("item")
        PlainJSON.write(item, to: &writer)
        writer.endObject()
        return NativeResponse(body: writer.bytes)
    }
}
