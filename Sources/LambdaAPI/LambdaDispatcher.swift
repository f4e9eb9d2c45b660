import Commands
package import DynamoDBAPI
package import Engine
import JSON
import Model
package import NativeAPI
import Values

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
    private let pool: ReaderPool

    /// - Parameter handlers: what runs the handlers, where there is a directory of them.
    package convenience init(
        store: Store, settings: APISettings, pool: ReaderPool, handlers: (any HandlerMonitor)?,
        runner: (any FunctionRunner)? = nil
    ) {
        self.init(
            store: store, settings: settings, pool: pool, handlers: handlers, runner: runner
        ) {
            var generator = SystemRandomNumberGenerator()
            return TableIdentifier.random(using: &generator).string
        }
    }

    /// For tests, which need to know the ids of new mappings.
    package init(
        store: Store, settings: APISettings, pool: ReaderPool, handlers: (any HandlerMonitor)?,
        runner: (any FunctionRunner)? = nil, makeIdentifier: @escaping @Sendable () -> String
    ) {
        context = LambdaContext(
            store: store, settings: settings, handlers: handlers, runner: runner
        ) { Text(makeIdentifier()) }
        self.pool = pool
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
    ///
    /// - Parameter target: path and query as they came.
    package func handle(
        method: String, target: String, body: [UInt8], invocation: Invocation = Invocation(),
        lane: any CompletionLane, respond: @escaping @Sendable (LambdaResponse) -> Void
    ) {
        do throws(LambdaError) {
            perform(
                try plan(
                    method: method, target: try LambdaTarget(target), body: body, invocation),
                lane: lane, respond: respond)
        } catch {
            respond(LambdaResponse(error))
        }
    }

    private func plan(
        method: String, target: LambdaTarget, body: [UInt8], _ invocation: Invocation
    ) throws(LambdaError) -> LambdaPlan {
        switch (method, target.resource) {
        case ("POST", .mappings):
            return try CreateMapping.plan(try LambdaDispatcher.object(in: body), in: context)
        case ("GET", .mappings): return try ListMappings.plan(target, in: context)
        case (_, .mappings): throw .methodNotAllowed(["GET", "POST"])
        case ("GET", .mapping(let identifier)):
            return try GetMapping.plan(identifier, in: context)
        case ("PUT", .mapping(let identifier)):
            return try UpdateMapping.plan(
                identifier, try LambdaDispatcher.object(in: body), in: context)
        case ("DELETE", .mapping(let identifier)):
            return try DeleteMapping.plan(identifier, in: context)
        case (_, .mapping): throw .methodNotAllowed(["GET", "PUT", "DELETE"])
        case ("GET", .functions): return try ListFunctions.plan(target, in: context)
        case (_, .functions): throw .methodNotAllowed(["GET"])
        case ("GET", .function(let name, part: nil)):
            return GetFunction.plan(name, configurationOnly: false, in: context)
        case ("GET", .function(let name, part: "configuration")):
            return GetFunction.plan(name, configurationOnly: true, in: context)
        case ("POST", .function(let name, part: "invocations")):
            return try InvokeFunction.plan(name, invocation, body, in: context)
        case (_, .function(_, part: nil)), (_, .function(_, part: "configuration")):
            throw .methodNotAllowed(["GET"])
        case (_, .function(_, part: "invocations")): throw .methodNotAllowed(["POST"])
        case (_, .function): throw .unknownOperation
        }
    }

    private static func object(in body: [UInt8]) throws(LambdaError) -> JSONNode {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: body)
        } catch {
            throw .serialization("The body is not JSON: \(error.message).")
        }
        guard document.root.kind == .object else {
            throw .serialization("The body must be a JSON object.")
        }
        return document.root
    }

    private func perform(
        _ plan: LambdaPlan, lane: any CompletionLane,
        respond: @escaping @Sendable (LambdaResponse) -> Void
    ) {
        switch plan {
        case .answer(let response): respond(response)
        case .run(let run): run { response in lane.run { respond(response) } }
        case .later(let plan):
            let isAccepted = pool.run { [self] in
                // Whatever comes of it must be told on the lane, not on this thread.
                let respond: @Sendable (LambdaResponse) -> Void = { response in
                    lane.run { respond(response) }
                }
                do throws(LambdaError) {
                    perform(try plan(), lane: lane, respond: respond)
                } catch {
                    respond(LambdaResponse(error))
                }
            }
            if !isAccepted {
                respond(
                    LambdaResponse(LambdaError.tooManyRequests("Too many long requests wait.")))
            }
        case .commit(let mutation, let render):
            context.store.submit(mutation, on: lane) { result in
                do throws(LambdaError) {
                    switch result {
                    case .success(.handler(let handler)):
                        respond(try render(.success(handler)))
                    case .success(let reply):
                        throw LambdaError.service("A mapping was answered with \(reply).")
                    case .failure(.refused(let refusal)): respond(try render(.failure(refusal)))
                    case .failure(.tooLarge(let bytes, let limit)):
                        throw LambdaError.invalidParameter(
                            "The mapping takes \(bytes) bytes; \(limit) are allowed.")
                    case .failure(.failed(let failure)): throw LambdaError(failure)
                    }
                } catch {
                    respond(LambdaResponse(error))
                }
            }
        }
    }
}
