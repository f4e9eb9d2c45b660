import API
import Commands
import Engine
import JSON
import Model
import Values

/// `GET /v1/tables`: describes the tables in the order of their names, a page at a time.
///
/// The cursor holds the name of the last table of the page before.
struct ListTables: Operation {
    static let traits = OperationTraits("ListTables", .describe)
    static let route = Route("GET", "/v1/tables")
    static let parameters = ["limit", "cursor"]

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let limit = try request.query.wholeNumber("limit", in: 1...NativeLimits.tablesPerPageMax)
        let scope = CursorScope("tables")
        let cursor = try PageCursor.name(in: request, scope)
        let following = context.store.tables.drop { table in
            cursor.map { table.name <= $0 } ?? false
        }
        let page = following.prefix(limit ?? NativeLimits.tablesPerPageMax)
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
            writer.string(PageCursor.text(after: .string(last.name), in: scope))
        }
        writer.endObject()
        return .respond(Response(body: writer.bytes))
    }
}
