package import API
import Commands
package import Engine
package import HandlerModel
import Model
import Values

/// The door of the native API: a method, a target, headers and a body come in, a response goes out.
///
/// Called on an event loop. Point reads and refusals are answered before `handle` returns, pages and
/// writes later; nothing here waits, and what takes long is done on a thread of the pool: reading
/// large bodies, and finding out which element of a batch was refused.
package final class NativeDispatcher: Sendable {
    /// Every call that is served.
    private static let routes = RouteTable([
        RecordIncrement.self, RecordIncrements.self, RecordEvents.self, ReadSeries.self,
        ReadTop.self, ReadItems.self, ReadChanges.self, DescribeSource.self, ListSources.self,
        DeleteItems.self, DeleteSeries.self,
        ListTables.self, DescribeTable.self, PutTable.self, DeleteTable.self,
        RegisterHandler.self, ListHandlers.self, DescribeHandler.self, DeleteHandler.self,
        PauseHandler.self, ResumeHandler.self, ReplayHandler.self,
        ReadStatus.self, StartCheck.self, ReadCheck.self,
    ])

    private let context: APIContext
    private let executor: Executor

    /// - Parameters:
    ///   - strict: whether conditions are DynamoDB's own on every table.
    ///   - handlers: what runs the handlers, where there is a directory of them.
    ///   - changeBytesMax: what events may take that readers of changes have not taken.
    package convenience init(
        store: Store, pool: ReaderPool, strict: Bool = false,
        handlers: (any HandlerMonitor)? = nil,
        changeBytesMax: Int = NativeLimits.changeBytesInFlightMax
    ) {
        self.init(
            store: store, pool: pool, strict: strict, handlers: handlers,
            changeBytesMax: changeBytesMax
        ) {
            var generator = SystemRandomNumberGenerator()
            return TableIdentifier.random(using: &generator).string
        }
    }

    /// For tests, which need to know the ids of new tables and handlers.
    package init(
        store: Store, pool: ReaderPool, strict: Bool = false,
        handlers: (any HandlerMonitor)? = nil,
        changeBytesMax: Int = NativeLimits.changeBytesInFlightMax,
        makeTableIdentifier: @escaping @Sendable () -> String
    ) {
        context = APIContext(
            store: store, strict: strict, handlers: handlers,
            feeds: ChangeFeeds(store: store, pool: pool, bytesInFlightMax: changeBytesMax)
        ) { Text(makeTableIdentifier()) }
        executor = Executor(store: store, pool: pool) { Response($0) }
    }

    /// Whether a request for this path, without its query, is about handlers, which run programs.
    package static func servesHandlers(_ path: Substring) -> Bool {
        do throws(NativeError) {
            // Decoded as it will be when it is served.
            let path = try RequestPath(path)
            return path.count >= 2 && path.isSegment(0, version) && path.isSegment(1, handlers)
        } catch {
            return false
        }
    }

    private static let version = Array("v1".utf8)
    private static let handlers = Array("handlers".utf8)

    /// What must be known of the call that a request reaches before its body is there; `nil` for one
    /// that reaches none.
    ///
    /// - Parameter path: without its query.
    package static func traits(method: String, path: Substring) -> OperationTraits? {
        routes.operation(method, path)?.traits
    }

    /// How many clients follow changes at the moment.
    package var changeReaders: Int { context.feeds.count }

    /// Carries out one request and calls `respond` exactly once, on `lane` or before returning.
    package func handle(
        _ request: API.Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        do throws(NativeError) {
            let bodyBytes = request.body.count
            let (operation, found) = try understand(request)
            let context = context
            let plan =
                bodyBytes > operation.traits.inlineBodyBytesMax
                ? Plan.later { () throws(NativeError) in try operation.plan(found, in: context) }
                : try operation.plan(found, in: context)
            let reads = request.method == "GET" || request.method == "HEAD"
            executor.perform(
                plan,
                for: Call(
                    by: request.principal, on: lane,
                    condition: reads ? TagCondition(known: request.headers.ifNoneMatch) : nil,
                    respond: respond))
        } catch {
            respond(Response(error))
        }
    }

    private func understand(
        _ request: API.Request
    ) throws(NativeError) -> (any Operation.Type, Request) {
        let path = try RequestPath(request.path)
        let query =
            try request.query.map { (query) throws(NativeError) in
                try QueryParameters(Array(query.utf8)[...])
            } ?? QueryParameters()
        let (operation, values) = try NativeDispatcher.routes.find(request.method, path)
        let body = try RequestBody(
            request.body, headers: request.headers, allowed: operation.mediaTypes)
        try query.check(against: operation.parameters, repeatable: operation.repeatable)
        return (
            operation, Request(path: values, query: query, headers: request.headers, body: body)
        )
    }
}
