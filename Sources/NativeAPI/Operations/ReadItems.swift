import API
import Commands
import Engine
import JSON
import Model
import Values

/// `GET /v1/tables/{table}/items`: one item, or a range of one partition's items.
///
/// `pk` and `sk` name one item (`pk` alone where the table has no sort key); without `sk` the
/// answer is a page of the partition, see `ItemRange`. `attributes` says what of each item. With
/// `index` it is a page of that index, see `IndexRange`.
struct ReadItems: NativeOperation {
    static let traits = OperationTraits("ReadItems", .readItems)
    static let route = Route("GET", "/v1/tables/{table}/items")
    static let parameters =
        ["index", "pk", "sk"] + ItemRange.parameters + [ItemSelection.parameter]
    static let repeatable = ["pk", "sk"]

    private let table: Table
    private let wanted: Wanted

    /// What of a partition is read.
    private enum Wanted {
        case item(Key, ItemSelection)
        case range(ItemRange)
        case index(IndexRange)
    }

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
        if let name = request.query["index"] {
            guard let index = table.index(named: Text(name)) else {
                throw .indexNotFound(Text(name), of: table.name)
            }
            wanted = .index(try IndexRange(request, table: table, index: index))
            return
        }
        try request.query.refuseRepetition(of: Self.repeatable)
        let selection = try ItemSelection(in: request)
        let partition = try KeyParameter.partition(in: request, of: table.keySchema)
        guard let attribute = table.keySchema.sort else {
            try Self.refuse(
                ["sk"] + ItemRange.parameters, in: request,
                because: "table \(table.name) has no sort key, so pk names one item")
            wanted = .item(Key(partition: partition), selection)
            return
        }
        guard let sort = try KeyParameter.sort("sk", in: request, as: attribute) else {
            wanted = .range(
                try ItemRange(
                    request, table: table, partition: partition, sort: attribute,
                    selection: selection))
            return
        }
        try Self.refuse(ItemRange.parameters, in: request, because: "pk and sk name one item")
        wanted = .item(Key(partition: partition, sort: sort), selection)
    }

    func plan(in context: NativeContext) throws(NativeError) -> Plan {
        switch wanted {
        case .item(let key, let selection):
            return .respond(try item(key, selection, in: context))
        case .range(let range):
            return Self.page(inlineBytesMax: NativeLimits.inlinePageBytesMax) {
                (snapshot, bytesMax) throws(StoreError) in
                try range.answer(from: snapshot, bytesMax: bytesMax)
            }
        case .index(let range):
            return Self.page(inlineBytesMax: NativeLimits.inlineIndexPageBytesMax) {
                (snapshot, bytesMax) throws(StoreError) in
                try range.answer(from: snapshot, bytesMax: bytesMax)
            }
        }
    }

    /// - Parameter answer: the page's JSON; `nil` when it is unfinished.
    private static func page(
        inlineBytesMax: Int,
        _ answer:
            @escaping @Sendable (borrowing Snapshot, _ bytesMax: Int) throws(StoreError)
            -> [UInt8]?
    ) -> Plan {
        .shortRead(inlineBytesMax: inlineBytesMax) { (snapshot, bytesMax) throws(StoreError) in
            try answer(snapshot, bytesMax).map { Response(body: $0) }
        }
    }

    static func refuse(
        _ parameters: [String], in request: NativeRequest,
        unless defaults: [String: String] = ItemRange.defaults, because reason: String
    ) throws(NativeError) {
        for name in parameters {
            guard let text = request.query[name], text != defaults[name] else { continue }
            throw .invalid(field: name, "Parameter \(name) has no meaning here: \(reason).")
        }
    }

    private func item(
        _ key: Key, _ selection: ItemSelection, in context: NativeContext
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
