import Commands
package import Engine
import Model
import Values

/// The door of the native API: a method, a target, headers and a body come in, a response goes out.
///
/// Called on an event loop. Point reads and refusals are answered before `handle` returns, pages and
/// writes later; nothing here waits, and what takes long is done on a thread of the pool: reading
/// large bodies, and finding out which element of a batch was refused.
package final class NativeDispatcher: Sendable {
    /// Every call that is served.
    static let operations: [any Operation.Type] = [
        RecordIncrement.self, RecordIncrements.self, RecordEvents.self, ReadSeries.self,
        ReadTop.self, ReadItems.self, ReadChanges.self, DescribeSource.self, ListSources.self,
        DeleteItems.self, DeleteSeries.self,
        ListTables.self, DescribeTable.self, PutTable.self, DeleteTable.self,
        RegisterHandler.self, ListHandlers.self, DescribeHandler.self, DeleteHandler.self,
        PauseHandler.self, ResumeHandler.self, ReplayHandler.self,
    ]

    private let context: APIContext
    private let pool: ReaderPool

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
        self.pool = pool
    }

    /// Whether a request for this path, without its query, is about handlers, which run programs.
    package static func servesHandlers(_ path: Substring) -> Bool {
        do throws(NativeError) {
            // Decoded as it will be when it is served.
            return try RequestTarget(String(path)).path.prefix(2) == ["v1", "handlers"]
        } catch {
            return false
        }
    }

    /// How many clients follow changes at the moment.
    package var changeReaders: Int { context.feeds.count }

    /// Carries out one request and calls `respond` exactly once, on `lane` or before returning.
    ///
    /// - Parameter target: path and query as they came, `/v1/...?...`.
    package func handle(
        method: String, target: String, headers: NativeHeaders = NativeHeaders(), body: [UInt8],
        lane: any CompletionLane, respond: @escaping @Sendable (NativeResponse) -> Void
    ) {
        do throws(NativeError) {
            let (operation, request) = try understand(
                method: method, target: target, headers: headers, body: body)
            let context = context
            let plan =
                body.count > operation.inlineBodyBytesMax
                ? Plan.later { () throws(NativeError) in try operation.plan(request, in: context) }
                : try operation.plan(request, in: context)
            let reads = method == "GET" || method == "HEAD"
            perform(
                plan, condition: reads ? TagCondition(known: headers.ifNoneMatch) : nil,
                lane: lane, respond: respond)
        } catch {
            respond(NativeResponse(error))
        }
    }

    private func understand(
        method: String, target: String, headers: NativeHeaders, body: [UInt8]
    ) throws(NativeError) -> (any Operation.Type, Request) {
        let target = try RequestTarget(target)
        var allowed: [String] = []
        for operation in NativeDispatcher.operations {
            let route = operation.route
            guard let values = route.values(in: target.path) else { continue }
            guard route.methods.contains(method) else {
                allowed += route.methods
                continue
            }
            let body = try RequestBody(body, headers: headers, allowed: operation.mediaTypes)
            try target.query.check(
                against: operation.parameters, repeatable: operation.repeatable)
            return (
                operation,
                Request(path: values, query: target.query, headers: headers, body: body)
            )
        }
        throw allowed.isEmpty ? .pathNotFound : .methodNotAllowed(method, allowed: allowed)
    }

    /// - Parameter condition: for reads, whose answers get a tag; where they are made, as that takes
    ///   longer for long ones.
    private func perform(
        _ plan: Plan, condition: TagCondition?, lane: any CompletionLane,
        respond: @escaping @Sendable (NativeResponse) -> Void
    ) {
        switch plan {
        case .answer(let response): respond(response.tagged(under: condition))
        case .later(let plan):
            runOnPool(respond: respond) { [self] in
                // Whatever comes of it must be told on the lane, not on this thread.
                let respond: @Sendable (NativeResponse) -> Void = { response in
                    lane.run { respond(response) }
                }
                do throws(NativeError) {
                    perform(
                        try plan(), condition: condition, lane: lane, respond: respond)
                } catch {
                    respond(NativeResponse(error))
                }
            }
        case .slices(let read):
            performSlice(condition: condition, lane: lane, respond: respond, read)
        case .page(let read):
            performPage(condition: condition, lane: lane, respond: respond, read)
        case .shortPage(let read):
            do throws(NativeError) {
                let response = try context.read { (snapshot) throws(StoreError) in
                    try read(snapshot, NativeLimits.inlinePageBytesMax)
                }
                if let response { return respond(response.tagged(under: condition)) }
            } catch {
                return respond(NativeResponse(error))
            }
            performPage(condition: condition, lane: lane, respond: respond) {
                (snapshot) throws(StoreError) in
                guard let response = try read(snapshot, .max) else {
                    throw .system("a page did not end")
                }
                return response
            }
        case .commit(let mutation, let render):
            context.store.submit(mutation, on: lane) { [self] result in
                let response: @Sendable () -> NativeResponse = {
                    NativeDispatcher.response { () throws(NativeError) in
                        switch result {
                        case .success(let reply): try render(.success(reply))
                        case .failure(.refused(let refusal)): try render(.failure(refusal))
                        case .failure(.tooLarge(let bytes, let limit)):
                            throw mutation.isBatch
                                ? NativeError.batchTooLarge(bytes: bytes, limit: limit)
                                : NativeError.commandTooLarge(bytes: bytes, limit: limit)
                        case .failure(.failed(let failure)): throw NativeError(failure)
                        }
                    }
                }
                guard case .failure(.refused(.inBatch)) = result else {
                    respond(response())
                    return
                }
                runOnPool(respond: respond) {
                    let response = response()
                    lane.run { respond(response) }
                }
            }
        }
    }

    private func performPage(
        condition: TagCondition?, lane: any CompletionLane,
        respond: @escaping @Sendable (NativeResponse) -> Void,
        _ read: @escaping @Sendable (borrowing Snapshot) throws(StoreError) -> NativeResponse
    ) {
        let context = context
        runOnPool(respond: respond) {
            let response = NativeDispatcher.response { () throws(NativeError) in
                try context.read(read).tagged(under: condition)
            }
            lane.run { respond(response) }
        }
    }

    private func performSlice(
        condition: TagCondition?, lane: any CompletionLane,
        respond: @escaping @Sendable (NativeResponse) -> Void,
        _ read: @escaping SlicedRead
    ) {
        let respondOnLane: @Sendable (NativeResponse) -> Void = { response in
            lane.run { respond(response) }
        }
        runOnPool(respond: respond) { [self] in
            readSlice(read, condition: condition, lane: lane, respondOnLane: respondOnLane)
        }
    }

    /// Reads one slice on a thread of the pool and lets the next one wait its turn there.
    private func readSlice(
        _ read: @escaping SlicedRead, condition: TagCondition?, lane: any CompletionLane,
        respondOnLane: @escaping @Sendable (NativeResponse) -> Void
    ) {
        do throws(NativeError) {
            switch try context.read(read) {
            case .done(let response): respondOnLane(response.tagged(under: condition))
            case .more(let next):
                runOnPool(respond: respondOnLane) { [self] in
                    readSlice(next, condition: condition, lane: lane, respondOnLane: respondOnLane)
                }
            case .then(let plan):
                perform(plan, condition: condition, lane: lane, respond: respondOnLane)
            }
        } catch {
            respondOnLane(NativeResponse(error))
        }
    }

    private func runOnPool(
        respond: (NativeResponse) -> Void, _ work: @escaping @Sendable () -> Void
    ) {
        if !pool.run(work) {
            respond(NativeResponse(.unavailable("Too many long requests are waiting.")))
        }
    }

    private static func response(
        _ body: () throws(NativeError) -> NativeResponse
    ) -> NativeResponse {
        do throws(NativeError) {
            return try body()
        } catch {
            return NativeResponse(error)
        }
    }
}

extension Mutation {
    /// Whether its sender can send less at a time instead.
    fileprivate var isBatch: Bool {
        if case .increments = self { true } else { false }
    }
}
