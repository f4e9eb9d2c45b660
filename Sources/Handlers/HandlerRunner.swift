import Commands
import Engine
package import HandlerModel
import Logging
package import Model
import Platform
import ServiceLifecycle
import Synchronization
import Values

/// Runs the handlers: one of the process's services.
///
/// Follows the catalog: what is defined runs, what is paused or removed ends, what is changed begins
/// anew where it stood. Everything that counts is in the store, so it may end at any moment.
package final class HandlerRunner: Service, HandlerMonitor {
    private struct State {
        /// What the partitions that follow a stream wait for.
        var news: [StreamID: [AsyncSignal]] = [:]
        var counters: [HandlerID: HandlerCounters] = [:]
        var invokers: [HandlerID: InvokerPool] = [:]
        var isStopping = false
    }

    /// How soon a step to the next stream is tried again that the store could not take.
    private static let followingDelay = Duration.seconds(1)

    private let options: HandlerRunnerOptions
    private let budget: HandlerBudget
    private let state = Mutex(State())
    /// Signalled when the catalog has changed, and to stop.
    private let catalogNews = AsyncSignal()

    package init(_ options: HandlerRunnerOptions) {
        self.options = options
        budget = HandlerBudget(bytes: options.bytesMax, processes: options.processesMax)
    }

    // MARK: Running

    package func run() async throws {
        let watch = options.store.watch { [self] news in notify(news) }
        defer { watch.cancel() }
        await withTaskCancellationOrGracefulShutdownHandler {
            if let directory = options.directory {
                await HandlerRegistrations(
                    store: options.store, directory: directory, logger: options.logger,
                    random: options.random,
                    problem: { self.problem(with: $0) }
                ).load()
            }
            await keepRunning()
        } onCancelOrGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.catalogNews.signal()
        }
    }

    /// Called on the writer's thread.
    private func notify(_ news: Store.News) {
        let waiting = state.withLock { state in
            // A partition of a closed stream has to learn of the closing.
            news.catalogChanged
                ? state.news.values.flatMap { $0 }
                : news.streams.flatMap { state.news[$0] ?? [] }
        }
        for signal in waiting { signal.signal() }
        if news.catalogChanged { catalogNews.signal() }
    }

    /// Starts and ends handlers so that those that are defined run, until the runner is stopped.
    private func keepRunning() async {
        await withDiscardingTaskGroup { group in
            var running: [HandlerID: RunningHandler] = [:]
            while !state.withLock({ $0.isStopping }), !Task.isCancelled {
                let retryAt = await update(&running, in: &group)
                await catalogNews.wait(until: retryAt, on: options.clock)
            }
            await end(running.values)
            listen(to: [])
        }
    }

    /// Ends what is not defined any more and begins what is; returns when to look again without news.
    private func update(
        _ running: inout [HandlerID: RunningHandler], in group: inout DiscardingTaskGroup
    ) async -> Duration? {
        let handlers = options.store.handlers
        forget(allBut: handlers)
        let wanted = handlers.filter { !$0.definition.isPaused && options.directory != nil }
        let generations = Dictionary(uniqueKeysWithValues: wanted.map { ($0.id, $0.generation) })
        let ended = running.filter { generations[$0.key] != $0.value.handler.generation }
        for id in ended.keys { running[id] = nil }
        await end(ended.values)
        for handler in wanted where running[handler.id] == nil {
            guard let begun = begin(handler) else { continue }
            running[handler.id] = begun
            let catalogNews = catalogNews
            group.addTask { await begun.run { catalogNews.signal() } }
        }
        listen(to: running.values)
        // What came between the look at the catalog and the listening would be missed.
        for handler in running.values { for signal in handler.news { signal.signal() } }
        var retryAt: Duration?
        for handler in wanted where running[handler.id]?.isDrained ?? true {
            let next = await follow(handler)
            if case .done = next { continue }
            retryAt = options.clock.elapsed + HandlerRunner.followingDelay
            guard case .anew = next, let old = running.removeValue(forKey: handler.id) else {
                continue
            }
            await end([old])
        }
        return retryAt
    }

    private func listen(to handlers: some Sequence<RunningHandler>) {
        var news: [StreamID: [AsyncSignal]] = [:]
        var invokers: [HandlerID: InvokerPool] = [:]
        for handler in handlers {
            news[handler.handler.stream, default: []] += handler.news
            invokers[handler.handler.id] = handler.invokers
        }
        state.withLock { state in
            state.news = news
            state.invokers = invokers
        }
    }

    /// Returns when their processes are gone.
    private func end(_ handlers: some Sequence<RunningHandler>) async {
        await withTaskGroup(of: Void.self) { group in
            for handler in handlers { group.addTask { await handler.end() } }
        }
    }

    private enum Following {
        /// It has turned to the next stream, or there is none yet: news will come.
        case done
        /// It is not done with its stream after all.
        case anew
        case failed
    }

    /// Turns a handler that is done with a closed stream to the next one of its table.
    private func follow(_ handler: Handler) async -> Following {
        let store = options.store
        let later = store.streams(ofTablesNamed: handler.definition.table)
        guard store.stream(handler.stream)?.isOpen != true,
            later.contains(where: { $0.id > handler.stream })
        else { return .done }
        var log = options.logger
        log[metadataKey: "handler"] = "\(handler.definition.name)"
        do throws(CommitError<FollowStream.Rejection>) {
            _ = try await store.commit(FollowStream(handler.id))
            log.info("a handler follows its table to another stream")
            return .done
        } catch {
            switch error {
            case .rejected(.notDone): return .anew
            case .rejected(.handlerNotFound), .rejected(.streamNotFound), .tooLarge,
                .failed(.stopped):
                return .done
            case .failed(let failure):
                log.error("a handler cannot turn to another stream: \(failure.message)")
                return .failed
            }
        }
    }

    private func begin(_ handler: Handler) -> RunningHandler? {
        var log = options.logger
        log[metadataKey: "handler"] = "\(handler.definition.name)"
        // Without one it waits for the next.
        guard let stream = options.store.stream(handler.stream) else { return nil }
        let filters: FilterCriteria
        do {
            filters = try FilterCriteria(patterns: handler.definition.filters)
        } catch {
            log.error("a handler cannot run: \(error.message)")
            return nil
        }
        let makeInvoker = options.makeInvoker
        let context = HandlerContext(
            store: options.store, pool: options.pool, clock: options.clock,
            random: options.random, logger: options.logger, counters: counters(of: handler.id),
            invokers: InvokerPool(
                size: RunningHandler.partitionCount(of: handler.definition, in: stream),
                budget: budget, make: { makeInvoker(handler) }),
            budget: budget, ownBytes: WeightedSemaphore(RunnerLimits.ownBytesMax),
            destinations: FailureDestinations(
                store: options.store, files: FailureFiles(directory: options.dataDirectory),
                poster: options.poster, pool: options.pool),
            handler: handler, stream: stream, aws: options.aws,
            strict: options.strict, filters: filters)
        return RunningHandler(context, grace: options.grace)
    }

    private func counters(of id: HandlerID) -> HandlerCounters {
        state.withLock { state in
            if let known = state.counters[id] { return known }
            let counters = HandlerCounters()
            state.counters[id] = counters
            return counters
        }
    }

    private func forget(allBut handlers: [Handler]) {
        let ids = Set(handlers.map(\.id))
        state.withLock { state in
            state.counters = state.counters.filter { ids.contains($0.key) }
        }
    }

    // MARK: Monitoring

    package func problem(with definition: HandlerDefinition) -> HandlerProblem? {
        guard let directory = options.directory else {
            return HandlerProblem(
                field: "executable", message: "this server has no handler directory")
        }
        do throws(ExecutableRefusal) {
            _ = try directory.executable(definition.executable)
        } catch {
            return HandlerProblem(field: "executable", message: error.message)
        }
        if let problem = HandlerProgram(definition).problem {
            return HandlerProblem(field: problem.field, message: problem.message)
        }
        let settings = options.store.table(named: definition.table)?.settings.stream
        for (index, filter) in definition.filters.enumerated() {
            let field = "filters[\(index)]"
            do throws(FilterError) {
                let filter = try EventFilter(parsing: filter.string)
                if let view = settings?.view, filter.comparesImages,
                    !view.keepsOld || !view.keepsNew
                {
                    return HandlerProblem(
                        field: field,
                        message: "crossed and changed compare an item with what it was before, "
                            + "which the stream of \(definition.table) does not tell: its view "
                            + "is \(view.name), and must be NEW_AND_OLD_IMAGES or CHANGES")
                }
            } catch {
                return HandlerProblem(field: field, message: String(error.message.dropLast()))
            }
        }
        return nil
    }

    package func status(of handler: HandlerID) -> HandlerStatus? {
        let (counters, invokers) = state.withLock { state in
            (state.counters[handler], state.invokers[handler])
        }
        guard var status = counters?.status else { return nil }
        status.processes = invokers?.runningCount ?? 0
        return status
    }
}
