import API
import Commands
import Engine
import Expressions
import HandlerModel
import Model
import Values

/// One call of the API: where it is found, which parameters it takes, what a request becomes.
protocol Operation: API.Operation {
    static var route: Route { get }
    /// The query parameters that the call knows; any other is refused before `plan`.
    static var parameters: [String] { get }
    /// Those of them that may be given more than once.
    static var repeatable: [String] { get }
    /// The forms in which it takes a body; none when it takes no body.
    static var mediaTypes: [MediaType] { get }
    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan
}

extension Operation {
    static var repeatable: [String] { [] }
    static var mediaTypes: [MediaType] { [] }
}

/// A request that has found its call.
struct Request: Sendable {
    /// What stands in the path for the names of the call's route.
    let path: PathValues
    let query: QueryParameters
    let headers: RequestHeaders
    let body: RequestBody
}

/// What every operation may use.
final class APIContext: Sendable {
    let store: Store
    /// Whether conditions are DynamoDB's own, whatever a table's settings say.
    let strict: Bool
    /// What runs the handlers; `nil` when the server has no directory of them.
    let handlers: (any HandlerMonitor)?
    /// The open feeds of tables' changes.
    let feeds: ChangeFeeds
    /// Draws the id of a new table or handler.
    let makeTableIdentifier: @Sendable () -> Text

    init(
        store: Store, strict: Bool, handlers: (any HandlerMonitor)?, feeds: ChangeFeeds,
        makeTableIdentifier: @escaping @Sendable () -> Text
    ) {
        self.store = store
        self.strict = strict
        self.handlers = handlers
        self.feeds = feeds
        self.makeTableIdentifier = makeTableIdentifier
    }

    /// The table that the request's path names.
    func table(in request: Request) throws(NativeError) -> Table {
        let name = request.path.table
        guard let table = store.table(named: name) else { throw .tableNotFound(name) }
        return table
    }

    /// The handler that the request's path names.
    func handler(in request: Request) throws(NativeError) -> Handler {
        let name = request.path.handler
        guard let handler = store.handler(named: name) else { throw .handlerNotFound(name) }
        return handler
    }

    /// The language of conditions on a table.
    func dialect(of table: Table) -> Dialect {
        strict ? .strict : table.dialect
    }

    /// Reads from the state as it is now, on the calling thread.
    func read<Answer>(
        _ body: (borrowing Snapshot) throws(StoreError) -> Answer
    ) throws(NativeError) -> Answer {
        do throws(StoreError) {
            return try store.read(body)
        } catch {
            throw NativeError(error)
        }
    }
}
