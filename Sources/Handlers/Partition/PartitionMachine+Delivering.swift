import Commands
import Engine
import Model

extension PartitionMachine {
    /// What a response says of the records that it is for, while its writes are committed.
    struct Responded {
        /// Where the first record failed; the end of the part when all were handled.
        let first: Int
        /// Why it failed.
        let fault: HandlerFault?
    }

    mutating func deliverBatch() -> PartitionStep.Action {
        deliveries = [
            Delivery(.records(collected.batch.records), end: position, policy: policy)
        ]
        return deliver()
    }

    /// Delivers the final event of the open window.
    mutating func closeWindow() -> PartitionStep.Action {
        guard let window else { return beginBatch() }
        deliveries = [
            Delivery(.windowEnd(window, isEarly: false), end: position, policy: policy)
        ]
        return deliver()
    }

    /// Goes on with the current delivery: tries what is first now, or ends it.
    mutating func deliver() -> PartitionStep.Action {
        guard let delivery = deliveries.last, let part = delivery.tries.current else {
            return finishDelivery(nil)
        }
        if let action = giveUpOld(part, of: delivery) { return action }
        pending = .invocation
        return .invoke(event(part, of: delivery), isRetry: part.records.lowerBound < delivery.tried)
    }

    private func event(_ part: BatchDelivery.Part, of delivery: Delivery) -> HandlerEvent {
        let records = delivery.records(part.records)
        return HandlerEvent(
            records: records,
            window: eventWindow(of: delivery)
                ?? openWindow(for: records).map { eventWindow($0) })
    }

    /// The window in which these records lie.
    private func openWindow(for records: ArraySlice<BatchRecord>) -> WindowState? {
        window ?? records.first.flatMap { newWindow(around: $0.time) }
    }

    /// The window of a final event; `nil` for records.
    func eventWindow(of delivery: Delivery) -> HandlerEvent.Window? {
        guard case .windowEnd(let window, let isEarly) = delivery.content else { return nil }
        return eventWindow(window, isFinal: true, isEarly: isEarly)
    }

    private func eventWindow(
        _ state: WindowState, isFinal: Bool = false, isEarly: Bool = false
    ) -> HandlerEvent.Window {
        HandlerEvent.Window(
            state: state, shardID: source.shardID, sourceARN: source.sourceARN,
            isFinal: isFinal, isTerminatedEarly: isEarly)
    }

    // MARK: What came of it

    /// Takes the outcome of an invocation.
    mutating func take(_ event: PartitionStep.Event) -> PartitionStep.Action {
        guard var delivery = deliveries.last, let part = delivery.tries.current else {
            return unexpected(event)
        }
        switch event {
        case .notStarted(let message):
            delivery.failedStarts += 1
            deliveries[deliveries.count - 1] = delivery
            reports.append(.held(message))
            pending = .retry
            return .pause(delay(afterFailures: delivery.failedStarts))
        case .failed(let fault): return fail(at: part.records.lowerBound, fault)
        case .responded(let response, let writes):
            switch delivery.content {
            case .records:
                return take(response, writes, for: delivery.records(part.records))
            case .windowEnd: return takeFinal(writes, of: delivery)
            }
        default: return unexpected(event)
        }
    }

    /// Commits the response to records: its writes and state together with the checkpoint.
    private mutating func take(
        _ response: HandlerResponse, _ writes: Result<[ItemWrite], HandlerFault>,
        for records: ArraySlice<BatchRecord>
    ) -> PartitionStep.Action {
        let reported = definition.reportsFailures ? response.firstFailure(in: records) : nil
        let responded = Responded(
            first: reported ?? records.endIndex,
            fault: reported.map { index in
                HandlerFault("The handler reported \(records.endIndex - index) records as failed")
            })
        if let fault = responded.fault, responded.first == records.startIndex {
            return fail(at: responded.first, fault)
        }
        guard let delivery = deliveries.last else { return beginBatch() }
        let position = delivery.end(of: records.startIndex..<responded.first)
        let own: [ItemWrite]
        switch writes {
        case .failure(let fault): return fail(at: records.startIndex, fault)
        case .success(let writes): own = writes
        }
        var window = openWindow(for: records)
        if let state = response.state {
            window?.state = state
        } else if window != nil {
            return fail(
                at: records.startIndex,
                HandlerFault("The handler's answer has no state for the next event"))
        }
        self.responded = responded
        if let window, window.state.count > Limits.windowStateBytesMax {
            // Too large to be kept: the window ends with it.
            deliveries.append(
                Delivery(
                    .windowEnd(window, isEarly: true), end: position, writesBefore: own,
                    policy: policy))
            return deliver()
        }
        return commit(to: position, window: window, writes: own, for: .response)
    }

    /// Commits the response to a window's final event, and with it the window's end.
    private mutating func takeFinal(
        _ writes: Result<[ItemWrite], HandlerFault>, of delivery: Delivery
    ) -> PartitionStep.Action {
        switch writes {
        case .failure(let fault): fail(at: 0, fault)
        case .success(let own):
            commit(
                to: delivery.end, window: nil, writes: delivery.writesBefore + own,
                for: .windowEnd(before: delivery.writesBefore.count, own: own.count))
        }
    }

    /// The response to records is committed.
    mutating func finishResponse() -> PartitionStep.Action {
        guard let responded, let part = deliveries.last?.tries.current else {
            return beginBatch()
        }
        self.responded = nil
        reports.append(.handled(responded.first - part.records.lowerBound))
        if let fault = responded.fault { return fail(at: responded.first, fault) }
        deliveries[deliveries.count - 1].noteTried()
        deliveries[deliveries.count - 1].tries.finish()
        return deliver()
    }

    /// The current delivery is done, with a fault of the response before it or without.
    mutating func finishDelivery(_ fault: HandlerFault?) -> PartitionStep.Action {
        let done = deliveries.popLast()
        guard let outer = deliveries.last, let part = outer.tries.current else {
            if case .records = done?.content { batchBytes = 0 }
            return beginBatch()
        }
        // A window that ended early: the response that ended it is committed, or at fault.
        guard let fault else { return finishResponse() }
        responded = nil
        return fail(at: part.records.lowerBound, fault)
    }

    /// The current part was handled up to `first`, and failed from there on.
    mutating func fail(at first: Int, _ fault: HandlerFault) -> PartitionStep.Action {
        guard var delivery = deliveries.last, let part = delivery.tries.current else {
            return beginBatch()
        }
        delivery.noteTried()
        for index in first..<part.records.upperBound { delivery.faults[index] = fault }
        reports.append(.failed(fault))
        let step = delivery.tries.fail(at: first, share: random.share)
        deliveries[deliveries.count - 1] = delivery
        switch step {
        case .goOn: return deliver()
        case .wait(let delay):
            pending = .retry
            return .pause(delay)
        case .giveUp:
            guard let part = delivery.tries.current else { return deliver() }
            return giveUp(part.records, of: delivery, .retriesExhausted, part.failures, fault)
        }
    }
}
