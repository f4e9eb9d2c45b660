package import API
package import Engine
package import HandlerModel

/// The door of Lambda's calls: event source mappings, which are what Lambda calls handlers of a
/// stream, and functions, which are what handlers run.
///
/// Called on an event loop. What looks at files is done on a thread of the reader pool; nothing
/// here waits.
package final class LambdaDispatcher: Sendable {
    /// The path of all mappings; that of one has its UUID behind it.
    package static let path = "/2015-03-31/event-source-mappings"
    /// The path of all functions; that of one has its name behind it.
    package static let functionsPath = "/2015-03-31/functions"

    private let context: LambdaContext
    private let executor: Executor

    /// - Parameters:
    ///   - access: what its principals may do.
    ///   - handlers: what runs the handlers, where there is a directory of them.
    ///   - makeIdentifier: for tests, which need to know the ids of new mappings.
    package init(
        store: Store, settings: APISettings, pool: ReaderPool, access: Access = .unrestricted,
        handlers: (any HandlerMonitor)?, runner: (any FunctionRunner)? = nil,
        makeIdentifier: (@Sendable () -> String)? = nil
    ) {
        context = LambdaContext(
            store: store, settings: settings, makeIdentifier: makeIdentifier,
            extras: LambdaExtras(handlers: handlers, runner: runner))
        executor = Executor(store: store, pool: pool, access: access) { Response($0) }
    }

    /// Whether a request for this path, without its query, is for this API.
    package static func serves(_ path: Substring) -> Bool {
        path.utf8.starts(with: LambdaDispatcher.path.utf8)
            || path.utf8.starts(with: functionsPath.utf8)
    }

    /// Whether a request for this path hands over a payload, which may lack a media type.
    package static func takesPayload(_ path: Substring) -> Bool {
        path.utf8.starts(with: functionsPath.utf8)
    }

    /// Carries out one request and calls `respond` exactly once, on `lane` or before returning.
    package func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        do throws(LambdaError) {
            let (operation, found) = try LambdaDispatcher.find(request)
            guard
                let call = executor.call(
                    of: operation.traits, by: request.principal, on: lane, respond: respond)
            else { return }
            executor.perform(try operation.plan(found, in: context), for: call)
        } catch {
            respond(Response(error))
        }
    }
}
