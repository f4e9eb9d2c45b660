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
struct ListSources: NativeOperation {
    static let traits = OperationTraits("ListSources", .describe)
    static let route = Route("GET", "/v1/tables/{table}/sources")
    static let parameters = ["limit", "cursor"]

    private let table: Table
    private let scope: CursorScope
    private let after: Text?
    private let limit: Int

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
        limit =
            try request.query.wholeNumber("limit", in: 1...NativeLimits.itemsPerPageMax)
            ?? NativeLimits.itemsPerPageDefault
        scope = CursorScope("sources", of: table)
        after = try PageCursor.name(in: request, scope)
    }

    func plan(in context: NativeContext) -> Plan {
        .read { [table, scope, after, limit] (snapshot) throws(StoreError) in
            let (sources, more) = try snapshot.sources(
                of: table, after: after, limit: limit)
            var writer = JSONWriter(reservingBytes: 64 + 200 * sources.count)
            writer.beginObject()
            writer.name("sources")
            writer.array(sources) { $0.write(to: &$1) }
            if let more {
                writer.name("cursor")
                writer.string(PageCursor.text(after: [.string(more)], in: scope))
            }
            writer.endObject()
            return Response(body: writer.bytes)
        }
    }
}
