import Commands
import Engine
import Model

extension Lane {
    enum Invocation {
        case answered(HandlerAnswer)
        case failed(HandlerFault)
        /// The handler never got the event.
        case notStarted(String)
    }

    /// Gives the handler one event.
    func invoke(
        _ event: HandlerEvent, isRetry: Bool
    ) async throws(LaneInterruption) -> Invocation {
        guard let lent = await context.invokers.borrow() else { throw .ended }
        if Task.isCancelled {
            await context.invokers.giveBack(lent)
            throw .ended
        }
        context.counters.began(at: context.store.now, isRetry: isRetry)
        let json = event.json
        let timeout = Duration.seconds(context.definition.timeoutSeconds)
        // Not cancelled with the lane: what the handler has begun it may end, until the invokers are
        // stopped.
        let result = await Task { await lent.invoker.invoke(json, timeout: timeout) }.value
        await context.invokers.giveBack(lent)
        switch result {
        case .success(let bytes):
            do throws(HandlerFault) {
                return .answered(try HandlerAnswer(parsing: bytes))
            } catch {
                return .failed(error)
            }
        case .failure(let failure):
            if case .cannotStart = failure { context.counters.notBegun(isRetry: isRetry) }
            // One that was stopped with its lane did not fail.
            try endIfCancelled()
            if case .cannotStart = failure { return .notStarted(failure.message) }
            return .failed(HandlerFault(failure.message, isOfFunction: true))
        }
    }

    /// Moves the checkpoint together with what is to be written; answers why not, if it is refused.
    ///
    /// Tries for as long as the store is busy: an answer is worth more than asking for it again.
    mutating func advance(
        to position: SequenceNumber, window: WindowState?, writes: [ItemWrite]
    ) async throws(LaneInterruption) -> StepRejection? {
        let step = AdvanceHandler(
            handler: context.handler.id, generation: context.handler.generation, shard: shard,
            slots: slots, from: checkpoint, to: position, window: window, writes: writes)
        var failures = 0
        while true {
            do throws(CommitError<AdvanceHandler.Rejection>) {
                try await context.store.commit(step)
                checkpoint = position
                self.window = window
                skipped = 0
                idleCheckpointAt = nil
                return nil
            } catch {
                switch error {
                case .rejected(.moved): throw .moved
                case .rejected(.handlerNotFound), .failed(.stopped): throw .ended
                case .rejected(.tableNotFound(let index)): return .tableNotFound(index: index)
                case .rejected(.writes(let rejection)): return .writes(rejection)
                case .tooLarge(let bytes, let limit):
                    return .writes(.tooLarge(bytes: bytes, limit: limit))
                case .failed(.busy(let what)), .failed(.diskFull(let what)):
                    try endIfCancelled()
                    failures += 1
                    note("A handler's step waits for the store: \(what)")
                    await pause(afterFailures: failures)
                case .failed(let failure): throw .failed(failure)
                }
            }
        }
    }
}
