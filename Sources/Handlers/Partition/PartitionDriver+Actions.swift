import Commands
import Engine
import Expressions
import Model
import Platform

extension PartitionDriver {
    // MARK: Reading

    func load() async throws(PartitionInterruption) -> PartitionStep.Event {
        let id = context.handler.id
        // One that was defined anew is for the partitions of its new definition.
        guard context.store.handler(id)?.generation == context.handler.generation else {
            return .ended
        }
        let stream = context.stream
        let store = context.store
        let shard = shard
        let slots = slots
        return try await read { snapshot throws(StoreError) -> PartitionStep.Event in
            guard let progress = try snapshot.progress(of: id, shard: shard) else { return .ended }
            return .loaded(
                progress,
                recordCount: try snapshot.recordCount(
                    of: stream, shard: shard, upTo: progress.position(of: slots), in: store))
        }
    }

    /// Reads what follows; `noRoom`, without a look, when a batch is held and there is no room for more.
    func readPage(
        after position: SequenceNumber, isHolding: Bool
    ) async throws(PartitionInterruption) -> PartitionStep.Event {
        let reading = context.budget.reading
        while true {
            guard await reading.acquire(1) else { throw .ended }
            if held.hasRoom() { break }
            reading.release(1)
            if isHolding { return .noRoom }
            guard await held.waitForRoom() else { throw .ended }
        }
        defer { reading.release(1) }
        let stream = context.stream
        let store = context.store
        let shard = shard
        let slots = slots
        let page = try await read { snapshot throws(StoreError) in
            let page = try snapshot.changes(
                of: stream.id, shard: shard, slots: slots, after: position,
                limit: Limits.changesPerPageMax, bytesMax: Limits.changePageBytesMax)
            return try ReadPage(page, after: position, of: stream, shard: shard, snapshot, store)
        }
        // Held before others may read.
        held.resizePage(to: page.storedBytes)
        // The others are due, too.
        await Task.yield()
        return .page(page)
    }

    /// Reads from the store on a thread for that; never an event loop, never a shared one.
    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws(StoreError) -> Value
    ) async throws(PartitionInterruption) -> Value {
        let store = context.store
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            let isAccepted = context.pool.run {
                do throws(StoreError) {
                    continuation.resume(returning: .success(try store.read(body)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isAccepted {
                continuation.resume(returning: .failure(.busy("too many reads are waiting")))
            }
        }
        do throws(StoreError) {
            return try result.get()
        } catch .stopped {
            throw .ended
        } catch {
            throw .failed(error.message)
        }
    }

    // MARK: The handler

    /// Gives the handler one event.
    func invoke(
        _ event: HandlerEvent, isRetry: Bool
    ) async throws(PartitionInterruption) -> PartitionStep.Event {
        guard let lent = await context.invokers.borrow() else { throw .ended }
        if Task.isCancelled {
            await context.invokers.giveBack(lent)
            throw .ended
        }
        context.counters.began(at: context.store.now, isRetry: isRetry)
        let json = event.json
        let timeout = Duration.seconds(context.definition.timeoutSeconds)
        // Not cancelled with the partition: what the handler has begun it may end, until the
        // invokers are stopped.
        let result = await Task.withoutCancellation {
            await lent.invoker.invoke(json, timeout: timeout)
        }
        await context.invokers.giveBack(lent)
        switch result {
        case .success(let response):
            if let fault = response.fault { return .failed(fault) }
            return .responded(response, writes: context.writes(of: response))
        case .failure(let failure):
            if case .cannotStart = failure { context.counters.notBegun(isRetry: isRetry) }
            // One that was stopped with its partition did not fail.
            if Task.isCancelled { throw .ended }
            if case .cannotStart = failure { return .notStarted(failure.message) }
            return .failed(HandlerFault(failure.message, isOfFunction: true))
        }
    }

    func handOver(
        _ failed: FailedBatch, at position: SequenceNumber
    ) async -> PartitionStep.Event {
        do throws(DestinationError) {
            return .taken(try await context.destinations.take(failed, at: position))
        } catch {
            return .notTaken(error.message)
        }
    }

    // MARK: The store

    /// Moves the checkpoint together with what is to be written.
    func commit(_ step: AdvanceHandler) async throws(PartitionInterruption) -> PartitionStep.Event {
        do throws(CommitError<AdvanceHandler.Rejection>) {
            try await context.store.commit(step)
            return .committed
        } catch {
            switch error {
            case .rejected(.moved): return .moved
            case .rejected(.handlerNotFound), .failed(.stopped): throw .ended
            case .rejected(.tableNotFound(let index)):
                return .rejected(AdvanceRejection(tableOfWriteNotFound: index))
            case .rejected(.writes(let rejection)): return .rejected(AdvanceRejection(rejection))
            case .tooLarge(let bytes, let limit):
                return .rejected(AdvanceRejection(bytes: bytes, limit: limit))
            case .failed(.busy(let what, _)), .failed(.diskFull(let what, _)):
                return .storeIsBusy(what)
            case .failed(let failure): throw .failed(failure.message)
            }
        }
    }
}

extension AdvanceRejection {
    /// Translates why the store did not carry out a step's writes.
    init(_ rejection: SequenceRejection) {
        switch rejection {
        case .tooLarge(let bytes, let limit): self.init(bytes: bytes, limit: limit)
        case .tooManyChanges(let records, let limit):
            self.init(cause: .other, why: "they come to \(records) changes; \(limit) are allowed")
        case .write(let index, _, let reason):
            self.init(cause: .write(index), why: AdvanceRejection.words(for: reason, at: index))
        }
    }

    /// A step one of whose writes has no table.
    init(tableOfWriteNotFound index: Int) {
        self.init(cause: .write(index), why: "the table of writes[\(index)] is gone")
    }

    /// A step that is too large.
    init(bytes: Int, limit: Int) {
        self.init(
            cause: .size, why: "they take \(bytes) bytes together; \(limit) are allowed")
    }

    private init(cause: Cause, why: String) {
        self.init(cause: cause, fault: HandlerFault("The handler's writes were refused: \(why)"))
    }

    private static func words(for reason: WriteRejection, at index: Int) -> String {
        switch reason {
        case .conditionFailed: "the condition of writes[\(index)] does not hold"
        case .expression(let error): "writes[\(index)]: \(error.message)"
        case .itemTooLarge(let bytes, let limit):
            "writes[\(index)] makes an item of \(bytes) bytes; \(limit) are allowed"
        case .itemTooDeep(let limit):
            "writes[\(index)] makes an item with more than \(limit) levels"
        case .indexKey(let rejection): "writes[\(index)]: \(rejection.words)"
        case .onceReused:
            "writes[\(index)].once was used for another write: of another item, or with other "
                + "changes"
        }
    }
}
