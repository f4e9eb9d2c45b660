import API
import Commands
import Engine
import JSON
import Model
import Values

/// `GET /v1/tables/{table}/items`: one item, or a range of one partition's items.
///
/// `pk` and `sk` name one item (`pk` alone where the table has no sort key); without `sk` the
/// answer is a page of the partition, see `ItemRange`. `attributes` says what of each item.
struct ReadItems: Operation {
    static let traits = OperationTraits("ReadItems", .readItems)
    static let route = Route("GET", "/v1/tables/{table}/items")
    static let parameters = ["pk", "sk"] + ItemRange.parameters + [ItemSelection.parameter]

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        let selection = try ItemSelection(in: request)
        let partition = try KeyParameter.partition(in: request, of: table.keySchema)
        guard let attribute = table.keySchema.sort else {
            try refuse(
                ["sk"] + ItemRange.parameters, in: request,
                because: "table \(table.name) has no sort key, so pk names one item")
            return try .respond(item(Key(partition: partition), of: table, selection, in: context))
        }
        guard let sort = try KeyParameter.sort("sk", in: request, as: attribute) else {
            let range = try ItemRange(
                request, table: table, partition: partition, sort: attribute,
                selection: selection)
            return .shortRead(inlineBytesMax: NativeLimits.inlinePageBytesMax) {
                (snapshot, bytesMax) throws(StoreError) in
                try range.answer(from: snapshot, bytesMax: bytesMax).map {
                    Response(body: $0)
                }
            }
        }
        try refuse(ItemRange.parameters, in: request, because: "pk and sk name one item")
        return try .respond(
            item(
                Key(partition: partition, sort: sort), of: table, selection, in: context))
    }

    static func refuse(
        _ parameters: [String], in request: Request,
        unless defaults: [String: String] = ItemRange.defaults, because reason: String
    ) throws(NativeError) {
        for name in parameters {
            guard let text = request.query[name], text != defaults[name] else { continue }
            throw .invalid(field: name, "Parameter \(name) has no meaning here: \(reason).")
        }
    }

    private static func item(
        _ key: Key, of table: Table, _ selection: ItemSelection, in context: APIContext
    ) throws(NativeError) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("item")
        let isThere = try context.read { (snapshot) throws(StoreError) in
            try snapshot.walk(key, in: table) { (attributes) throws(CodecError) in
                try selection.write(&attributes, to: &writer)
            }
        }
        guard isThere else { throw .itemNotFound }
        writer.endObject()
        return Response(body: writer.bytes)
    }
}
