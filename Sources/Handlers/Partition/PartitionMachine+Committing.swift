import Commands
import Engine
import Model

extension PartitionMachine {
    /// A step that is being committed.
    struct Commit {
        /// How the partition goes on when it is committed.
        enum Purpose {
            /// A checkpoint behind records of which none was to be delivered.
            case skipped(AfterSkipped)
            case response
            /// A window's end: so many writes of the response before, so many of its own.
            case windowEnd(before: Int, own: Int)
            /// Items of a failure, ahead of its checkpoint.
            case items(GivingUp)
            case givenUp(GivingUp)
        }

        let step: AdvanceHandler
        let purpose: Purpose
        var failures = 0
    }

    /// What comes after a checkpoint behind skipped records.
    enum AfterSkipped {
        case collect
        case read
        /// Reads what was written before the window's end.
        case lookBehind(Timestamp)
        case end
    }

    /// Moves the checkpoint over records of which none was to be delivered.
    mutating func checkpointSkipped(then next: AfterSkipped) -> PartitionStep.Action {
        commit(to: position, window: window, writes: [], for: .skipped(next))
    }

    /// Moves the checkpoint together with what is to be written.
    mutating func commit(
        to position: SequenceNumber, window: WindowState?, writes: [ItemWrite],
        for purpose: Commit.Purpose
    ) -> PartitionStep.Action {
        perform(
            Commit(
                step: AdvanceHandler(
                    handler: handler.id, generation: handler.generation, shard: shard,
                    slots: slots, from: checkpoint, to: position, window: window,
                    writes: writes),
                purpose: purpose))
    }

    mutating func perform(_ commit: Commit) -> PartitionStep.Action {
        pending = .commit(commit)
        return .commit(commit.step)
    }

    /// Takes the outcome of a commit.
    mutating func take(_ event: PartitionStep.Event, _ commit: Commit) -> PartitionStep.Action {
        switch event {
        case .committed:
            checkpoint = commit.step.to
            window = commit.step.window
            skipped = 0
            idleCheckpointAt = nil
            return goOn(after: commit.purpose)
        case .rejected(let rejection): return goOn(after: commit.purpose, rejectedBy: rejection)
        case .storeIsBusy(let what):
            // Tried for as long as it takes: a response is worth more than asking for it again.
            var commit = commit
            commit.failures += 1
            reports.append(.held("A handler's step waits for the store: \(what)"))
            pending = .commitRetry(commit)
            return .pause(delay(afterFailures: commit.failures))
        default: return unexpected(event)
        }
    }

    private mutating func goOn(after purpose: Commit.Purpose) -> PartitionStep.Action {
        switch purpose {
        case .skipped(let next):
            switch next {
            case .collect, .read: return collect()
            case .lookBehind(let end):
                windowEndSeen = end
                isAtEnd = false
                return collect()
            case .end: return .end(isDrained: true)
            }
        case .response: return finishResponse()
        case .windowEnd:
            reports.append(.handled(0))
            return finishDelivery(nil)
        case .items(let givingUp): return goOn(givingUp)
        case .givenUp(let givingUp): return finish(givingUp)
        }
    }

    private mutating func goOn(
        after purpose: Commit.Purpose, rejectedBy rejection: AdvanceRejection
    ) -> PartitionStep.Action {
        switch purpose {
        case .skipped:
            // Without writes there is nothing that could be rejected.
            return next(.storeFailed("a checkpoint was refused: \(rejection.fault.message)"))
        case .response:
            responded = nil
            return fail(
                at: deliveries.last?.tries.current?.records.lowerBound ?? 0, rejection.fault)
        case .windowEnd(let before, let own):
            return rejection.isOf(first: before, before: own)
                ? finishDelivery(rejection.fault) : fail(at: 0, rejection.fault)
        case .items(let givingUp): return retry(givingUp, rejection.fault.message)
        case .givenUp(let givingUp):
            return rejection.isOf(first: givingUp.writesBefore.count, before: 0)
                ? finishDelivery(rejection.fault) : retry(givingUp, rejection.fault.message)
        }
    }
}
