import API
import Commands
import Engine
import JSON
import Model
import Values

/// `GET /v1/tables/{table}/sources`: the sources of a table's batches and how far they have come, in
/// the order of their names, a page at a time.
///
/// A page may be shorter than its limit, even empty; there may be more as long as it has a cursor.
struct ListSources: Operation {
    static let traits = OperationTraits("ListSources", .describe)
    static let route = Route("GET", "/v1/tables/{table}/sources")
    static let parameters = ["limit", "cursor"]

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        let limit = try request.query.wholeNumber("limit", in: 1...NativeLimits.itemsPerPageMax)
        let scope = CursorScope("sources", of: table)
        let after = try PageCursor.name(in: request, scope)
        return .read { (snapshot) throws(StoreError) in
            let (sources, more) = try snapshot.sources(
                of: table, after: after, limit: limit ?? NativeLimits.itemsPerPageDefault)
            var writer = JSONWriter(reservingBytes: 64 + 200 * sources.count)
            writer.beginObject()
            writer.name("sources")
            writer.array(sources) { $0.write(to: &$1) }
            if let more {
                writer.name("cursor")
                writer.string(PageCursor.text(after: .string(more), in: scope))
            }
            writer.endObject()
            return Response(body: writer.bytes)
        }
    }
}
