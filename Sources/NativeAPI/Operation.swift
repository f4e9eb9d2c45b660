import Commands
import Engine
import Expressions
import Model
import Values

/// One call of the API: where it is found, which parameters it takes, what a request becomes.
protocol Operation: Sendable {
    static var route: Route { get }
    /// The query parameters that the call knows; any other is refused before `plan`.
    static var parameters: [String] { get }
    /// Those of them that may be given more than once.
    static var repeatable: [String] { get }
    /// The forms in which it takes a body; none when it takes no body.
    static var mediaTypes: [MediaType] { get }
    /// A larger body is read on a thread of the reader pool, not where it arrived.
    static var inlineBodyBytesMax: Int { get }
    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan
}

extension Operation {
    static var repeatable: [String] { [] }
    static var mediaTypes: [MediaType] { [] }
    static var inlineBodyBytesMax: Int { NativeLimits.inlineBodyBytesMax }
}

/// A request that has found its call.
struct Request: Sendable {
    /// What stands in the path for the names of the call's route.
    let path: PathValues
    let query: QueryParameters
    let headers: NativeHeaders
    let body: RequestBody
}

/// What is left to do for a request once it is understood.
enum Plan: Sendable {
    /// Nothing: this is the answer. Point reads end here, they run where the request arrived.
    case answer(NativeResponse)
    /// Only known after something that may block for a moment, on a thread of the reader pool.
    case later(@Sendable () throws(NativeError) -> Plan)
    /// A read that may take long: one slice after the other on the reader pool, each from a snapshot
    /// of its own, with room for others between them.
    case slices(SlicedRead)
    /// A read of a page, for a thread of the reader pool.
    case page(@Sendable (borrowing Snapshot) throws(StoreError) -> NativeResponse)
    /// A read of a page that is short more often than not: it is carried out where the request arrived,
    /// and begun again on a thread of the pool when it is not done within so many bytes of items.
    case shortPage(
        @Sendable (borrowing Snapshot, _ bytesMax: Int) throws(StoreError) -> NativeResponse?)
    /// A write, and what its outcome is told as; why a batch is refused, on a thread of the pool,
    /// as it may take reading the whole batch again.
    case commit(
        Mutation, @Sendable (Result<Reply, Refusal>) throws(NativeError) -> NativeResponse)
}

/// One slice of a long read.
typealias SlicedRead = @Sendable (borrowing Snapshot) throws(StoreError) -> Slice

/// What a slice has come to.
indirect enum Slice: Sendable {
    case done(NativeResponse)
    case more(SlicedRead)
    /// All that was to be read is, and this is left to do: a write of what was found.
    case then(Plan)
}

/// What every operation may use.
struct APIContext: Sendable {
    let store: Store
    /// Whether conditions are DynamoDB's own, whatever a table's settings say.
    let strict: Bool
    /// What runs the handlers; `nil` when the server has no directory of them.
    let handlers: (any HandlerMonitor)?
    /// Those who follow changes of tables.
    let feeds: ChangeFeeds
    /// Draws the id of a new table or handler.
    let makeTableIdentifier: @Sendable () -> Text

    /// The table that the request's path names.
    func table(in request: Request) throws(NativeError) -> Table {
        let name = Text(request.path["table"])
        guard let table = store.table(named: name) else { throw .tableNotFound(name) }
        return table
    }

    /// The handler that the request's path names.
    func handler(in request: Request) throws(NativeError) -> Handler {
        let name = Text(request.path["handler"])
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
