package import Engine

/// Carries out plans: the one way from any API to the store.
///
/// An adapter first asks for a `call` of the operation that a request names, which checks the
/// principal's permission, then makes the operation and its plan, and has it performed.
///
/// Called on an event loop. Immediate responses are given before `perform` returns, pages and writes
/// later; nothing here waits.
package final class Executor: Sendable {
    package let store: Store
    private let pool: ReaderPool
    private let access: Access
    private let words: @Sendable (Problem) -> Response

    /// - Parameter words: what an API says of a problem.
    package init(
        store: Store, pool: ReaderPool, access: Access,
        words: @escaping @Sendable (Problem) -> Response
    ) {
        self.store = store
        self.pool = pool
        self.access = access
        self.words = words
    }

    /// The call of an operation by `principal`; `nil` after a rejection, when it lacks the permission.
    ///
    /// - Parameter condition: of a read whose response gets a tag.
    package func call(
        of traits: OperationTraits, by principal: Principal, on lane: any CompletionLane,
        condition: TagCondition? = nil, respond: @escaping @Sendable (Response) -> Void
    ) -> Call? {
        guard access.grants(traits.permission, to: principal) else {
            respond(words(.accessDenied(operation: traits.name)))
            return nil
        }
        return Call(on: lane, condition: condition, respond: respond)
    }

    /// Carries out `plan` and responds to `call` exactly once.
    package func perform(_ plan: Plan, for call: Call) {
        switch plan {
        case .respond(let response): call.respond(response.tagged(under: call.condition))
        case .itemWrite(let write, let render):
            store.submit(write, on: call.lane) { call.respond(render($0)) }
        case .submit(let submit): submit(self, call)
        case .deferred(let plan):
            runOnPool(for: call) { [self] in perform(plan(), for: call.fromElsewhere) }
        case .read(let read): self.read(for: call, read)
        case .shortRead(let inlineBytesMax, let read):
            do throws(StoreError) {
                let response = try store.read { (snapshot) throws(StoreError) in
                    try read(snapshot, inlineBytesMax)
                }
                if let response { return call.respond(response.tagged(under: call.condition)) }
            } catch {
                return call.respond(words(.store(error)))
            }
            self.read(for: call) { (snapshot) throws(StoreError) in
                guard let response = try read(snapshot, .max) else {
                    throw .system("a page did not end")
                }
                return response
            }
        case .slicedRead(let read):
            runOnPool(for: call) { [self] in readSlice(read, for: call.fromElsewhere) }
        case .run(let run): run(call.fromElsewhere.respond)
        }
    }

    private func read(
        for call: Call,
        _ read: @escaping @Sendable (borrowing Snapshot) throws(StoreError) -> Response
    ) {
        runOnPool(for: call) { [self] in
            let response: Response
            do throws(StoreError) {
                response = try store.read(read).tagged(under: call.condition)
            } catch {
                response = words(.store(error))
            }
            call.lane.run { call.respond(response) }
        }
    }

    /// Reads one slice on a thread of the pool, and lets the next one wait its turn there.
    ///
    /// - Parameter call: one whose response may be given from here.
    private func readSlice(_ read: @escaping SlicedRead, for call: Call) {
        do throws(StoreError) {
            switch try store.read(read) {
            case .done(let response): call.respond(response.tagged(under: call.condition))
            case .more(let next): runOnPool(for: call) { [self] in readSlice(next, for: call) }
            case .then(let plan): perform(plan, for: call)
            }
        } catch {
            call.respond(words(.store(error)))
        }
    }

    private func runOnPool(for call: Call, _ work: @escaping @Sendable () -> Void) {
        if !pool.run(work) { call.respond(words(.readersBusy)) }
    }
}
