import Commands
import Engine
import Model

extension PartitionMachine {
    /// Records on their way to the failure destination, or a window's final event.
    ///
    /// Retried until the destination accepts them, so that no record is lost. Items that are too
    /// many for one step are written before it: written once more, they replace themselves.
    struct GivingUp {
        let failed: FailedBatch
        /// How many records of the current delivery they are.
        let count: Int
        /// Where the partition stands afterwards.
        let end: SequenceNumber
        /// Writes that go with the checkpoint.
        let writesBefore: [ItemWrite]
        var failures = 0
        /// Items that are still to be written, the step that is next first.
        var steps: ArraySlice<[ItemWrite]> = []
    }

    /// Gives up what is too old to be tried.
    mutating func giveUpOld(
        _ part: BatchDelivery.Part, of delivery: Delivery
    ) -> PartitionStep.Action? {
        let old =
            switch delivery.content {
            case .records:
                leadingTooOld(delivery.records(part.records), afterFailures: part.failures)
            case .windowEnd(let window, let isEarly):
                isOver(
                    window, upTo: isEarly ? delivery.end : checkpoint,
                    afterFailures: part.failures) ? 1 : 0
            }
        guard old > 0 else { return nil }
        return giveUp(
            part.records.prefix(old), of: delivery, .ageExceeded, part.failures,
            delivery.faults[part.records.lowerBound])
    }

    /// Hands records over to the failure destination and goes on behind them.
    mutating func giveUp(
        _ range: Range<Int>, of delivery: Delivery, _ condition: FailedBatch.Condition,
        _ invocations: Int, _ lastFault: HandlerFault?
    ) -> PartitionStep.Action {
        let records = delivery.records(range)
        reports.append(
            .givingUp(
                records: records.count, condition: condition.rawValue,
                first: records.first?.sequence))
        return handOver(
            GivingUp(
                failed: FailedBatch(
                    handler: handler, source: source, records: records,
                    window: eventWindow(of: delivery), condition: condition,
                    invocations: invocations, lastFault: lastFault, time: moment.now,
                    id: random.identifier),
                count: range.count, end: delivery.end(of: range),
                writesBefore: delivery.writesBefore))
    }

    mutating func handOver(_ givingUp: GivingUp) -> PartitionStep.Action {
        pending = .handOver(givingUp)
        return .handOver(givingUp.failed, at: checkpoint)
    }

    /// Handles the destination's response.
    mutating func take(
        _ event: PartitionStep.Event, _ givingUp: GivingUp
    ) -> PartitionStep.Action {
        var givingUp = givingUp
        switch event {
        case .taken(let items):
            givingUp.steps = FailureItems.steps(of: items)[...]
            return write(givingUp)
        case .notTaken(let problem): return retry(givingUp, problem)
        default: return unexpected(event)
        }
    }

    /// Writes the next step; the last one moves the checkpoint.
    private mutating func write(_ givingUp: GivingUp) -> PartitionStep.Action {
        if givingUp.steps.count > 1, let step = givingUp.steps.first {
            return commit(to: checkpoint, window: window, writes: step, for: .items(givingUp))
        }
        // A failed window is over; one that is open goes on behind the records.
        return commit(
            to: givingUp.end, window: givingUp.failed.window == nil ? window : nil,
            writes: givingUp.writesBefore + (givingUp.steps.first ?? []), for: .givenUp(givingUp))
    }

    /// A step of items was written.
    mutating func goOn(_ givingUp: GivingUp) -> PartitionStep.Action {
        var givingUp = givingUp
        givingUp.steps.removeFirst()
        return write(givingUp)
    }

    /// The records are out of the way.
    mutating func finish(_ givingUp: GivingUp) -> PartitionStep.Action {
        reports.append(.dropped(givingUp.failed.records.count))
        guard givingUp.failed.window == nil else { return finishDelivery(nil) }
        deliveries[deliveries.count - 1].tries.drop(givingUp.count)
        return deliver()
    }

    /// The destination, or the store, does not take them.
    mutating func retry(_ givingUp: GivingUp, _ problem: String) -> PartitionStep.Action {
        var givingUp = givingUp
        givingUp.failures += 1
        reports.append(.held("The failure destination takes nothing: \(problem)"))
        pending = .handOverRetry(givingUp)
        return .pause(delay(afterFailures: givingUp.failures))
    }

    // MARK: Age

    /// How many of the first records are not to be delivered any more.
    private func leadingTooOld(_ records: ArraySlice<BatchRecord>, afterFailures: Int) -> Int {
        let youngest = oldestTime
        // Without a number of tries it is the stream's retention that ends them.
        let horizon = afterFailures > 0 ? horizonOfTries : nil
        return records.prefix { record in
            youngest.map { record.time < $0 } ?? false
                || horizon.map { record.sequence <= $0 } ?? false
        }.count
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

    /// Records before this time are not delivered any more.
    private var oldestTime: Timestamp? {
        definition.maximumAgeSeconds.map { seconds in
            Timestamp(microseconds: moment.now.microseconds - seconds * 1_000_000)
        }
    }

    /// Records up to here are not tried again; `nil` when it is their tries that are counted.
    private var horizonOfTries: SequenceNumber? {
        guard definition.retriesMax == nil else { return nil }
        return moment.stream?.horizon ?? SequenceNumber(rawValue: .max)
    }
}
