import Commands
import Engine
import HandlerModel
import Logging
import Model
import Platform

/// Performs the actions of a `PartitionMachine` and hands it their outcomes as events.
struct PartitionDriver {
    let context: HandlerContext
    let shard: Int
    let slots: Range<Int>
    /// Signalled when the stream has news.
    let news: AsyncSignal
    /// What it holds of the bytes that all handlers share.
    let held: HeldBytes
    private var machine: PartitionMachine

    init(_ context: HandlerContext, shard: Int, slots: Range<Int>, news: AsyncSignal) {
        self.context = context
        self.shard = shard
        self.slots = slots
        self.news = news
        let held = HeldBytes(context.budget.bytes, own: context.ownBytes)
        self.held = held
        machine = PartitionMachine(
            context.handler, shard: shard, slots: slots,
            source: EventRecords(
                stream: context.stream, shard: shard, aws: context.aws),
            filters: context.filters, random: context.random,
            moment: PartitionDriver.moment(context, held))
    }

    /// Works until the stream is closed and delivered, or the task is cancelled.
    ///
    /// Returns whether the stream has nothing left to do.
    mutating func run() async -> Bool {
        var event = PartitionStep.Event.begin
        while true {
            let step = machine.handle(event, at: PartitionDriver.moment(context, held))
            for report in step.reports { note(report) }
            held.resize(page: machine.pageBytes, batch: machine.batchBytes)
            if case .end(let isDrained) = step.action { return isDrained }
            event = await perform(step.action)
        }
    }

    private static func moment(
        _ context: HandlerContext, _ held: HeldBytes
    ) -> PartitionStep.Moment {
        PartitionStep.Moment(
            elapsed: context.clock.elapsed, now: context.store.now,
            stream: context.store.stream(context.stream.id), bytesLeft: held.bytesLeft)
    }

    private func perform(_ action: PartitionStep.Action) async -> PartitionStep.Event {
        do throws(PartitionInterruption) {
            if case .commit(let step) = action { return try await commit(step) }
            if Task.isCancelled { return .ended }
            switch action {
            case .load: return try await load()
            case .read(let position, let isHolding):
                return try await readPage(after: position, isHolding: isHolding)
            case .waitForNews(let deadline):
                await news.wait(until: deadline, on: context.clock)
                return .resumed
            case .pause(let delay):
                await context.clock.sleep(until: context.clock.elapsed + delay)
                return .resumed
            case .invoke(let event, let isRetry):
                return try await invoke(event, isRetry: isRetry)
            case .handOver(let failed, let position):
                return await handOver(failed, at: position)
            case .commit, .end: return .ended
            }
        } catch {
            switch error {
            case .ended: return .ended
            case .failed(let reason): return .storeFailed(reason)
            }
        }
    }

    // MARK: Reports

    private func note(_ report: PartitionStep.Report) {
        let counters = context.counters
        switch report {
        case .handled(let count): counters.handled(count)
        case .filtered: counters.filtered(1)
        case .dropped(let count): counters.dropped(count)
        case .failed(let fault):
            if counters.status.lastError != fault.message {
                log.notice("a handler failed: \(fault.message)")
            }
            counters.failed(fault.message)
        case .held(let message):
            if counters.status.lastError != message { log.warning("\(message)") }
            counters.held(message)
        case .interrupted(let reason):
            log.error("a handler cannot go on: \(reason)")
            counters.held(reason)
        case .givingUp(let records, let condition, let first):
            log.warning(
                "a handler's records were given up",
                metadata: [
                    "records": "\(records)", "condition": "\(condition)",
                    "first": "\(first?.text ?? "none")",
                    "destination": "\(context.definition.onFailure?.text ?? "none")",
                ])
        case .lost(let own, let all, let position, let isCountKnown):
            counters.dropped(own)
            log.warning(
                "records were trimmed before their handler came to them",
                metadata: [
                    "after": "\(position.text)", "records": "\(all)", "known": "\(isCountKnown)",
                ])
        }
    }

    private var log: Logger {
        var log = context.logger
        log[metadataKey: "handler"] = "\(context.definition.name)"
        log[metadataKey: "shard"] = "\(shard)"
        return log
    }
}
