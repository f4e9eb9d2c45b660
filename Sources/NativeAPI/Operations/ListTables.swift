import API
import Commands
import Engine
import JSON
import Model
import Values

/// `GET /v1/tables`: describes the tables in the order of their names, a page at a time.
///
/// The cursor holds the name of the last table of the page before.
struct ListTables: NativeOperation {
    static let traits = OperationTraits("ListTables", .describe)
    static let route = Route("GET", "/v1/tables")
    static let parameters = ["limit", "cursor"]

    private static let scope = CursorScope("tables")

    private let after: Text?
    private let limit: Int

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        limit =
            try request.query.wholeNumber("limit", in: 1...NativeLimits.tablesPerPageMax)
            ?? NativeLimits.tablesPerPageMax
        after = try PageCursor.name(in: request, Self.scope)
    }

    func plan(in context: NativeContext) -> Plan {
        let following = context.store.tables.drop { table in
            after.map { table.name <= $0 } ?? false
        }
        let page = following.prefix(limit)
        var writer = JSONWriter(reservingBytes: 512 * page.count)
        writer.beginObject()
        writer.name("tables")
        writer.beginArray()
        for table in page {
            TableDescription(table, in: context.store).write(to: &writer)
        }
        writer.endArray()
        if let last = page.last, page.count < following.count {
            writer.name("cursor")
            writer.string(PageCursor.text(after: [.string(last.name)], in: Self.scope))
        }
        writer.endObject()
        return .respond(Response(body: writer.bytes))
    }
}
