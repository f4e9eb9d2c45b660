import Commands
import Engine
import Logging
import Model
import NativeAPI

extension Lane {
    /// What came of one try.
    private enum Outcome {
        /// Handled and committed.
        case handled
        /// Handled and committed up to this record, and failed from there on.
        case failed(at: Int, HandlerFault)
        /// The handler never got it.
        case notStarted(String)
    }

    /// Delivers a batch until each of its records is handled or given up.
    mutating func deliver(_ records: [BatchRecord]) async throws(LaneInterruption) {
        var delivery = BatchDelivery(
            count: records.count, policy: DeliveryPolicy(context.definition))
        let batchEnd = position
        var starts = 0
        var tried = 0
        // Why the last try of each record failed.
        var faults = [HandlerFault?](repeating: nil, count: records.count)
        while let part = delivery.current {
            try endIfCancelled()
            let old = leadingTooOld(records[part.records], afterFailures: part.failures)
            if old > 0 {
                let range = part.records.prefix(old)
                try await giveUp(
                    failure(
                        records[range], .ageExceeded, part.failures, faults[range.lowerBound]),
                    to: end(of: range, in: records, batchEnd))
                delivery.drop(old)
                continue
            }
            let outcome = try await attempt(
                records[part.records], isRetry: part.records.lowerBound < tried,
                to: end(of: part.records, in: records, batchEnd))
            if case .notStarted = outcome {} else { tried = max(tried, part.records.upperBound) }
            switch outcome {
            case .handled:
                starts = 0
                delivery.finish()
            case .notStarted(let message):
                starts += 1
                note(message)
                await pause(afterFailures: starts)
            case .failed(let first, let fault):
                starts = 0
                for index in first..<part.records.upperBound { faults[index] = fault }
                note(fault)
                switch delivery.fail(at: first, share: context.random.share) {
                case .goOn: break
                case .wait(let delay):
                    await context.clock.sleep(until: context.clock.elapsed + delay)
                case .giveUp:
                    guard let part = delivery.current else { break }
                    try await giveUp(
                        failure(
                            records[part.records], .retriesExhausted, part.failures, fault),
                        to: end(of: part.records, in: records, batchEnd))
                    delivery.finish()
                }
            }
        }
    }

    /// Where the checkpoint stands once these records are done: behind what was skipped, too, when
    /// they are the batch's last.
    private func end(
        of part: Range<Int>, in records: [BatchRecord], _ batchEnd: SequenceNumber
    ) -> SequenceNumber {
        part.upperBound == records.count ? batchEnd : records[part.upperBound - 1].sequence
    }

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

    /// Records before this time are not delivered any more.
    var oldestTime: Timestamp? {
        context.definition.maximumAgeSeconds.map { seconds in
            Timestamp(microseconds: context.store.now.microseconds - seconds * 1_000_000)
        }
    }

    /// Records up to here are not tried again; `nil` when it is their tries that are counted.
    var horizonOfTries: SequenceNumber? {
        guard context.definition.retriesMax == nil else { return nil }
        return context.store.stream(context.stream.id)?.horizon ?? SequenceNumber(rawValue: .max)
    }

    /// Invokes the handler once, and commits what it answers.
    private mutating func attempt(
        _ records: ArraySlice<BatchRecord>, isRetry: Bool, to end: SequenceNumber
    ) async throws(LaneInterruption) -> Outcome {
        let window = window ?? records.first.flatMap { newWindow(around: $0.time) }
        let event = HandlerEvent(records: records, window: window.map { eventWindow($0) })
        let answer: HandlerAnswer
        switch try await invoke(event, isRetry: isRetry) {
        case .answered(let answered): answer = answered
        case .failed(let fault): return .failed(at: records.startIndex, fault)
        case .notStarted(let message): return .notStarted(message)
        }
        let reported =
            context.definition.reportsFailures ? answer.firstFailure(in: records) : nil
        let first = reported ?? records.endIndex
        let fault = reported.map { index in
            HandlerFault("The handler reported \(records.endIndex - index) records as failed")
        }
        if let fault, first == records.startIndex { return .failed(at: first, fault) }
        let position = first == records.endIndex ? end : records[first - 1].sequence
        if let fault = try await commit(answer, of: window, to: position) {
            return .failed(at: records.startIndex, fault)
        }
        context.counters.handled(first - records.startIndex)
        return fault.map { .failed(at: first, $0) } ?? .handled
    }

    /// Commits an answer's writes and state together with the checkpoint; why not, if the answer does
    /// not allow it.
    private mutating func commit(
        _ answer: HandlerAnswer, of window: WindowState?, to position: SequenceNumber
    ) async throws(LaneInterruption) -> HandlerFault? {
        let writes: [ItemWrite]
        do throws(HandlerFault) {
            writes = try context.writes(of: answer)
        } catch {
            return error
        }
        var window = window
        if let state = answer.state {
            window?.state = state
        } else if window != nil {
            return HandlerFault("The handler's answer has no state for the next event")
        }
        if let window, window.state.count > Limits.windowStateBytesMax {
            // Too large to be kept: the window ends with it.
            return try await finish(window, isEarly: true, to: position, after: writes)
        }
        return try await advance(to: position, window: window, writes: writes).map { refusal in
            HandlerFault(refusal)
        }
    }

    /// Counts a failed invocation, and says why once.
    func note(_ fault: HandlerFault) {
        if context.counters.status.lastError != fault.message {
            log.notice("a handler failed: \(fault.message)")
        }
        context.counters.failed(fault.message)
    }

    /// Says once what is in the way.
    func note(_ message: String) {
        if context.counters.status.lastError != message { log.warning("\(message)") }
        context.counters.held(message)
    }
}
