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
    private let context: NativeContext
    private let executor: Executor

    /// - Parameters:
    ///   - access: what its principals may do.
    ///   - strict: whether conditions are DynamoDB's own on every table.
    ///   - handlers: what runs the handlers, where there is a directory of them.
    ///   - changeBytesMax: what events may take that readers of changes have not taken.
    ///   - makeIdentifier: for tests, which need to know the ids of new tables and handlers.
    package init(
        store: Store, pool: ReaderPool, access: Access = .unrestricted, strict: Bool = false,
        handlers: (any HandlerMonitor)? = nil,
        changeBytesMax: Int = NativeLimits.changeBytesInFlightMax,
        makeIdentifier: (@Sendable () -> String)? = nil
    ) {
        context = NativeContext(
            store: store, settings: APISettings(strict: strict),
            makeIdentifier: makeIdentifier,
            extras: NativeExtras(
                handlers: handlers,
                feeds: ChangeFeeds(store: store, pool: pool, bytesInFlightMax: changeBytesMax)))
        executor = Executor(store: store, pool: pool, access: access) { Response($0) }
    }

    /// Whether a request for this path, without its query, is about handlers, which run programs.
    package static func servesHandlers(_ path: Substring) -> Bool {
        do throws(NativeError) {
            // Decoded as it will be when it is served.
            let path = try RequestPath(of: path)
            return path.count >= 2 && path.isSegment(0, version) && path.isSegment(1, handlers)
        } catch {
            return false
        }
    }

    private static let version = Array("v1".utf8)
    private static let handlers = Array("handlers".utf8)

    /// How many clients follow changes at the moment.
    package var changeReaders: Int { context.extras.feeds.count }

    /// Carries out one request and calls `respond` exactly once, on `lane` or before returning.
    package func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        do throws(NativeError) {
            let (operation, path, query) = try NativeDispatcher.find(request)
            let traits = operation.traits
            let reads =
                traits.isRead && (request.method == "GET" || request.method == "HEAD")
            guard
                let call = executor.call(
                    of: traits, by: request.principal, on: lane,
                    condition: reads ? TagCondition(known: request.headers.ifNoneMatch) : nil,
                    respond: respond)
            else { return }
            let found = try NativeRequest(request, path: path, query: query, for: operation)
            let isLarge = request.body.count > traits.inlineBodyBytesMax
            executor.perform(
                isLarge ? later(operation, found) : try operation.plan(found, in: context),
                for: call)
        } catch {
            respond(Response(error))
        }
    }

    /// A function of its own, as the request would be copied for its closure, large or not.
    private func later(_ operation: any NativeOperation.Type, _ request: NativeRequest) -> Plan {
        .later { [context] () throws(NativeError) in try operation.plan(request, in: context) }
    }
}
