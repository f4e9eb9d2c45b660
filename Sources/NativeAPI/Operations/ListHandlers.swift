import API
import Commands
import Engine
import HandlerModel
import JSON
import Model
import Values

/// `GET /v1/handlers`: describes the handlers in the order of their names, a page at a time.
///
/// The cursor holds the name of the last handler of the page before.
struct ListHandlers: NativeOperation {
    static let traits = OperationTraits("ListHandlers", .describe)
    static let route = Route("GET", "/v1/handlers")
    static let parameters = ["limit", "cursor"]

    private static let scope = CursorScope("handlers")

    private let page: ArraySlice<Handler>
    /// The name of the last handler, where more follow.
    private let last: Text?

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        let limit = try request.query.wholeNumber(
            "limit", in: 1...HandlerLimits.handlersPerPageMax)
        let cursor = try PageCursor.name(in: request, Self.scope)
        let following = context.store.handlers.drop { handler in
            cursor.map { handler.definition.name <= $0 } ?? false
        }
        page = following.prefix(limit ?? HandlerLimits.handlersPerPageMax)
        last = page.count < following.count ? page.last?.definition.name : nil
    }

    func plan(in context: NativeContext) -> Plan {
        .read { [page, last] (snapshot) throws(StoreError) in
            var writer = JSONWriter(reservingBytes: 2048 * page.count + 64)
            writer.beginObject()
            writer.name("handlers")
            writer.beginArray()
            for handler in page {
                try HandlerDescription(handler, in: context, at: snapshot).write(to: &writer)
            }
            writer.endArray()
            if let last {
                writer.name("cursor")
                writer.string(PageCursor.text(after: [.string(last)], in: Self.scope))
            }
            writer.endObject()
            return Response(body: writer.bytes)
        }
    }
}
