package import Engine

/// The door of the native API: a method, a target and a body come in, a response goes out.
///
/// Called on an event loop. Point reads and refusals are answered before `handle` returns, pages
/// later; nothing here waits.
package final class NativeDispatcher: Sendable {
    /// Every call that is served.
    static let operations: [any Operation.Type] = [
        ListTables.self, DescribeTable.self, ReadItems.self,
    ]

    private let context: APIContext
    private let pool: ReaderPool

    package init(store: Store, pool: ReaderPool) {
        self.context = APIContext(store: store)
        self.pool = pool
    }

    /// Carries out one request and calls `respond` exactly once, on `lane` or before returning.
    ///
    /// - Parameter target: path and query as they came, `/v1/...?...`.
    package func handle(
        method: String, target: String, body: [UInt8], lane: any CompletionLane,
        respond: @escaping @Sendable (NativeResponse) -> Void
    ) {
        do throws(NativeError) {
            switch try plan(method: method, target: target, body: body) {
            case .answer(let body): respond(NativeResponse(body: body))
            case .page(let read): submit(read, lane: lane, respond: respond)
            }
        } catch {
            respond(NativeResponse(error))
        }
    }

    private func plan(
        method: String, target: String, body: [UInt8]
    ) throws(NativeError) -> Plan {
        let target = try RequestTarget(target)
        var allowed: [String] = []
        for operation in NativeDispatcher.operations {
            guard let values = operation.route.values(in: target.path) else { continue }
            guard operation.route.methods.contains(method) else {
                allowed += operation.route.methods
                continue
            }
            guard body.isEmpty else {
                throw .invalid(field: "body", "This call takes no body.")
            }
            try target.query.check(against: operation.parameters)
            return try operation.plan(Request(path: values, query: target.query), in: context)
        }
        throw allowed.isEmpty ? .pathNotFound : .methodNotAllowed(method, allowed: allowed)
    }

    private func submit(
        _ read: @escaping @Sendable (borrowing Snapshot) throws(StoreError) -> [UInt8],
        lane: any CompletionLane, respond: @escaping @Sendable (NativeResponse) -> Void
    ) {
        let context = context
        let isAccepted = pool.run {
            let response: NativeResponse
            do throws(NativeError) {
                response = NativeResponse(body: try context.read(read))
            } catch {
                response = NativeResponse(error)
            }
            lane.run { respond(response) }
        }
        if !isAccepted {
            respond(NativeResponse(.unavailable("Too many long reads are waiting.")))
        }
    }
}
