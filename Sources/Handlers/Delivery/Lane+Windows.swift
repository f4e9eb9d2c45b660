import Commands
import Model

extension Lane {
    func eventWindow(
        _ state: WindowState, isFinal: Bool = false, isEarly: Bool = false
    ) -> HandlerEvent.Window {
        HandlerEvent.Window(
            state: state, shardID: source.shardID, sourceARN: source.sourceARN,
            isFinal: isFinal, isTerminatedEarly: isEarly)
    }

    /// Tells the handler that the open window has ended.
    mutating func closeWindow() async throws(LaneInterruption) {
        guard let window else { return }
        // Without writes of an event before it, it is never the answer to that which is at fault.
        _ = try await finish(window, isEarly: false, to: position, after: [])
    }

    /// Gives the handler a window's last event, which has no records, until it is handled or given up,
    /// and commits the window's end.
    ///
    /// `writes` are those of the event before, which has no checkpoint of its own when the window
    /// ends early; answers why they were refused, if they were.
    mutating func finish(
        _ window: WindowState, isEarly: Bool, to position: SequenceNumber,
        after writes: [ItemWrite]
    ) async throws(LaneInterruption) -> HandlerFault? {
        let last = eventWindow(window, isFinal: true, isEarly: isEarly)
        var delivery = BatchDelivery(count: 1, policy: DeliveryPolicy(context.definition))
        var starts = 0
        var lastFault: HandlerFault?
        while let part = delivery.current {
            try endIfCancelled()
            if isOver(window, upTo: isEarly ? position : checkpoint, afterFailures: part.failures) {
                return try await giveUp(
                    failure([], of: last, .ageExceeded, part.failures, lastFault),
                    after: writes, to: position)
            }
            let event = HandlerEvent(records: [], window: last)
            let fault: HandlerFault
            switch try await invoke(event, isRetry: part.failures > 0) {
            case .notStarted(let message):
                starts += 1
                note(message)
                await pause(afterFailures: starts)
                continue
            case .failed(let failed):
                fault = failed
            case .answered(let answer):
                switch context.allWrites(of: answer) {
                case .failure(let failed):
                    fault = failed
                case .success(let own):
                    let refusal = try await advance(
                        to: position, window: nil, writes: writes + own)
                    guard let refusal else {
                        context.counters.handled(0)
                        return nil
                    }
                    if refusal.isOf(writes, before: own) { return HandlerFault(refusal) }
                    fault = HandlerFault(refusal)
                }
            }
            starts = 0
            lastFault = fault
            note(fault)
            switch delivery.fail(at: 0, share: context.random.share) {
            case .goOn: break
            case .wait(let delay):
                await context.clock.sleep(until: context.clock.elapsed + delay)
            case .giveUp:
                return try await giveUp(
                    failure(
                        [], of: last, .retriesExhausted, delivery.current?.failures ?? 0, fault),
                    after: writes, to: position)
            }
        }
        return nil
    }

    /// Whether a window's last event is not to be tried any more: it ended too long ago, or nothing
    /// but its retries keeps the handler from going on and its last record, `end`, was trimmed.
    private func isOver(
        _ window: WindowState, upTo end: SequenceNumber, afterFailures: Int
    ) -> Bool {
        if let oldestTime, window.end < oldestTime { return true }
        guard afterFailures > 0, let horizonOfTries else { return false }
        return end <= horizonOfTries
    }
}
