import Commands
package import Engine
import JSON
import Model

/// The door of the DynamoDB API: a target and a body come in, a status and a body go out.
///
/// Called on an event loop. Point reads and refusals are answered before `handle` returns, writes
/// and pages later; nothing here waits.
package final class Dispatcher: Sendable {
    private let context: APIContext
    private let pool: ReaderPool

    package init(store: Store, settings: APISettings, pool: ReaderPool) {
        self.context = APIContext(store: store, settings: settings)
        self.pool = pool
    }

    /// Carries out one request and calls `respond` exactly once, on `lane` or before returning.
    ///
    /// - Parameter target: the `X-Amz-Target` header as it came, empty when there was none.
    package func handle(
        target: String, body: [UInt8], lane: any CompletionLane,
        respond: @escaping @Sendable (APIResponse) -> Void
    ) {
        do throws(WireError) {
            switch try plan(target: target, body: body) {
            case .answer(let body):
                respond(APIResponse(body: body))
            case .page(let read):
                submit(lane: lane, respond: respond) { (snapshot) throws(StoreError) in
                    .success(try read(snapshot))
                }
            case .judgedPage(let read):
                submit(lane: lane, respond: respond, read)
            case .commit(let mutation, let render):
                context.store.submit(mutation, on: lane) { result in
                    respond(Dispatcher.response { () throws(WireError) in try render(result) })
                }
            }
        } catch {
            respond(APIResponse(error))
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
            try operation.fields.check(root)
            return try operation.plan(RequestReader(root), in: context)
        } catch {
            if case .serialization = error { throw error }
            if let complaint = KindCheck(rules: operation.fields).complaint(about: root) {
                throw complaint
            }
            throw context.settings.expressionWording.wording(of: error, by: operation.name)
        }
    }

    private func submit(
        lane: any CompletionLane, respond: @escaping @Sendable (APIResponse) -> Void,
        _ read:
            @escaping @Sendable (borrowing Snapshot) throws(StoreError)
            -> Result<[UInt8], WireError>
    ) {
        let context = context
        let isAccepted = pool.run {
            let response = Dispatcher.response { () throws(WireError) in
                try context.read(read).get()
            }
            lane.run { respond(response) }
        }
        if !isAccepted {
            respond(APIResponse(WireError(StoreError.busy("too many long reads are waiting"))))
        }
    }

    private static func response(
        _ body: () throws(WireError) -> [UInt8]
    ) -> APIResponse {
        do throws(WireError) {
            return APIResponse(body: try body())
        } catch {
            return APIResponse(error)
        }
    }
}
