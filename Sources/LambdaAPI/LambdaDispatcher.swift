package import API
import Commands
package import DynamoDBAPI
package import Engine
package import HandlerModel
import JSON
import Model
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
    private let executor: Executor

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
        executor = Executor(store: store, pool: pool) { Response($0) }
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
            executor.perform(
                try plan(
                    method: request.method, target: try LambdaTarget(request),
                    body: request.body, Invocation(type: request.headers.invocationType)),
                for: Call(by: request.principal, on: lane, respond: respond))
        } catch {
            respond(Response(error))
        }
    }

    private func plan(
        method: String, target: LambdaTarget, body: [UInt8], _ invocation: Invocation
    ) throws(LambdaError) -> Plan {
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
}
