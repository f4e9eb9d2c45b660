package import API
import Commands
package import Engine
import JSON
import Model

/// The adapter of the DynamoDB API: a request comes in whose header names an operation and whose body
/// has its parameters, a response goes out.
///
/// Called on an event loop. Point reads and refusals are answered before `handle` returns, writes
/// and pages later; nothing here waits.
package final class Dispatcher: Sendable {
    private let context: DynamoDBContext
    private let executor: Executor

    /// - Parameter access: what its principals may do.
    package init(
        store: Store, settings: APISettings, pool: ReaderPool, access: Access = .unrestricted
    ) {
        context = DynamoDBContext(store: store, settings: settings, extras: DynamoDBExtras())
        executor = Executor(store: store, pool: pool, access: access) { Response($0) }
    }

    /// Carries out one request and calls `respond` exactly once, on `lane` or before returning.
    package func handle(
        _ request: Request, lane: any CompletionLane,
        respond: @escaping @Sendable (Response) -> Void
    ) {
        do throws(WireError) {
            let root = try Dispatcher.parameters(in: request.body)
            let target = request.operation ?? ""
            guard let entry = Dispatcher.operations[target] else {
                throw .unknownTarget(target)
            }
            guard root.kind == .object else { throw .serialization(nil) }
            if entry.reading != nil, let reading = entry.asRead(root) {
                try perform(reading, root, by: request.principal, on: lane) { response in
                    respond(response.havingChangedNothing)
                }
            } else {
                try perform(entry, root, by: request.principal, on: lane, respond: respond)
            }
        } catch {
            respond(Response(error))
        }
    }

    @inline(__always)
    private func perform(
        _ entry: TargetTable.Entry, _ root: JSONNode, by principal: Principal,
        on lane: any CompletionLane, respond: @escaping @Sendable (Response) -> Void
    ) throws(WireError) {
        guard
            let call = executor.call(
                of: entry.traits, by: principal, on: lane, respond: respond)
        else { return }
        executor.perform(try plan(entry, root), for: call)
    }

    private static func parameters(in body: [UInt8]) throws(WireError) -> JSONNode {
        do throws(JSONError) {
            return try JSONDocument(parsing: body).root
        } catch {
            throw .serialization(nil)
        }
    }

    private func plan(
        _ entry: TargetTable.Entry, _ root: JSONNode
    ) throws(WireError) -> Plan {
        do throws(WireError) {
            let request = RequestReader(root, entry.fields)
            try entry.fields.check(request)
            return try entry.operation.plan(request, in: context)
        } catch {
            if case .serialization = error { throw error }
            if let complaint = KindCheck(rules: entry.fields).complaint(about: root) {
                throw complaint
            }
            throw context.settings.requestWording.wording(of: error, by: entry.traits.name)
        }
    }
}
