import Engine
import JSON
import Mutations
import Values

/// `GET /v1/tables/{table}/sources`: the sources of a table's batches and how far they have come, in
/// the order of their names, a page at a time.
///
/// A page may be shorter than its limit, even empty; there may be more as long as it has a cursor.
struct ListSources: Operation {
    static let route = Route("GET", "/v1/tables/{table}/sources")
    static let parameters = ["limit", "cursor"]

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        let limit = try request.query.wholeNumber("limit", in: 1...NativeLimits.itemsPerPageMax)
        let after = try SourceCursor.source(in: request, of: table)
        return .page { (snapshot) throws(StoreError) in
            let (sources, more) = try snapshot.sources(
                of: table, after: after, limit: limit ?? NativeLimits.itemsPerPageDefault)
            var writer = JSONWriter(reservingBytes: 64 + 200 * sources.count)
            writer.beginObject()
            writer.name("sources")
            writer.array(sources) { $0.write(to: &$1) }
            if let more {
                writer.name("cursor")
                writer.string(SourceCursor.text(after: more, of: table))
            }
            writer.endObject()
            return NativeResponse(body: writer.bytes)
        }
    }
}

/// Where a page of sources ended: `sources:`, the table's id, a colon and the last source.
///
/// Another table's, or another call's, is refused.
enum SourceCursor {
    static func text(after source: Text, of table: Table) -> String {
        "sources:\(table.uuid):\(source)"
    }

    static func source(in request: Request, of table: Table) throws(NativeError) -> Text? {
        guard let text = request.query["cursor"] else { return nil }
        // Compared as bytes: a source may begin with an accent, which would join the colon.
        let beginning = Array("sources:\(table.uuid):".utf8)
        let bytes = Array(text.utf8)
        let name = Array(bytes.dropFirst(beginning.count))
        guard bytes.starts(with: beginning), !name.isEmpty, let source = Text(utf8: name.span)
        else {
            throw .invalid(
                field: "cursor", "Parameter cursor must be one that an answer of this call gave.")
        }
        return source
    }
}
