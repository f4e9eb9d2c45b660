import Commands
import Engine
import Expressions
import Logging
import Model
import NativeAPI

extension Lane {
    /// What the failure destination gets to know.
    func failure(
        _ records: ArraySlice<BatchRecord>, of window: HandlerEvent.Window? = nil,
        _ condition: FailedBatch.Condition, _ invocations: Int, _ lastFault: HandlerFault?
    ) -> FailedBatch {
        FailedBatch(
            handler: context.handler, source: source, records: records, window: window,
            condition: condition, invocations: invocations, lastFault: lastFault,
            time: context.store.now, id: context.random.identifier)
    }

    /// Hands a failure over to its destination and goes on behind its records.
    ///
    /// Tries for as long as it takes: what nobody has taken is not lost. `writes` go with the
    /// checkpoint; answers why they could not, if it was they. Items that are too many for one step
    /// are written ahead of it: written once more, they take the place of themselves.
    @discardableResult
    mutating func giveUp(
        _ failure: FailedBatch, after writes: [ItemWrite] = [], to position: SequenceNumber
    ) async throws(LaneInterruption) -> HandlerFault? {
        log.warning(
            "a handler's records were given up",
            metadata: [
                "records": "\(failure.records.count)", "condition": "\(failure.condition.rawValue)",
                "first": "\(failure.records.first?.sequence.text ?? "none")",
                "destination": "\(context.definition.onFailure?.text ?? "none")",
            ])
        // A failed window is over; one that is open goes on behind the records.
        let window = failure.window == nil ? window : nil
        var failures = 0
        while true {
            try endIfCancelled()
            let taken: Result<[ItemWrite], DestinationError>
            do throws(DestinationError) {
                taken = .success(try await context.destinations.take(failure, at: checkpoint))
            } catch {
                taken = .failure(error)
            }
            let problem: String
            switch taken {
            case .success(let items):
                var steps = FailureItems.steps(of: items)
                let last = steps.popLast() ?? []
                var refusal: StepRejection?
                for step in steps where refusal == nil {
                    refusal = try await advance(
                        to: checkpoint, window: self.window, writes: step)
                }
                if let refusal {
                    problem = HandlerFault(refusal).message
                    break
                }
                refusal = try await advance(to: position, window: window, writes: writes + last)
                guard let refusal else {
                    context.counters.dropped(failure.records.count)
                    return nil
                }
                if refusal.isOf(writes) { return HandlerFault(refusal) }
                problem = HandlerFault(refusal).message
            case .failure(let error):
                problem = error.message
            }
            failures += 1
            note("The failure destination takes nothing: \(problem)")
            await pause(afterFailures: failures)
        }
    }
}
