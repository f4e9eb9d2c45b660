package import API
import Commands
package import Engine
import JSON
import Model

/// The adapter of the DynamoDB API: a target and a body come in, a status and a body go out.
///
/// Called on an event loop. Point reads and refusals are answered before `handle` returns, writes
/// and pages later; nothing here waits.
package final class Dispatcher: Sendable {
    private let context: APIContext
    private let executor: Executor

    package init(store: Store, settings: APISettings, pool: ReaderPool) {
        context = APIContext(store: store, settings: settings)
        executor = Executor(store: store, pool: pool) { Response($0) }
    }

    /// Carries out one request and calls `respond` exactly once, on `lane` or before returning.
    package func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        perform(
            request.headers.operation ?? "", request.body,
            for: Call(by: request.principal, on: lane, respond: respond))
    }

    /// The same for a request of which only this is known.
    ///
    /// - Parameter target: the `X-Amz-Target` header as it came, empty when there was none.
    package func handle(
        target: String, body: [UInt8], lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        perform(target, body, for: Call(by: .anybody, on: lane, respond: respond))
    }

    private func perform(_ target: String, _ body: [UInt8], for call: Call) {
        do throws(WireError) {
            executor.perform(try plan(target: target, body: body), for: call)
        } catch {
            call.respond(Response(error))
        }
    }

    private func plan(target: String, body: [UInt8]) throws(WireError) -> Plan {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: body)
        } catch {
            throw .serialization(nil)
        }
        guard let operation = Dispatcher.operations[target] else {
            throw .unknownTarget(target)
        }
        let root = document.root
        guard root.kind == .object else { throw .serialization(nil) }
        do throws(WireError) {
            let request = RequestReader(root, operation.fields)
            try operation.fields.check(request)
            return try operation.plan(request, in: context)
        } catch {
            if case .serialization = error { throw error }
            if let complaint = KindCheck(rules: operation.fields).complaint(about: root) {
                throw complaint
            }
            throw context.settings.expressionWording.wording(of: error, by: operation.traits.name)
        }
    }

    /// What must be known of the operation that a request's target names, before its body is there;
    /// `nil` for a target that names none.
    package static func traits(ofTarget target: String) -> OperationTraits? {
        operations[target]?.traits
    }
}
