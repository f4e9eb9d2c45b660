import Commands
import Dispatch
import Model
import Platform

/// The one thread that changes the store.
///
/// Each turn takes all commands that arrived while the previous turn was syncing and commits them
/// as one group: it is appended to the log, synced once and applied meanwhile (a very small group
/// afterwards), then made visible; then the completions of its commands run. The size of a group
/// follows the load by itself: no timer, no tuning knob.
final class Writer: Sendable {
    private let inbox: Inbox
    private let isDone = DispatchSemaphore(value: 0)

    init(inbox: Inbox) {
        self.inbox = inbox
    }

    /// Starts the thread; it ends after `inbox` is closed and empty.
    func start(_ pipeline: sending CommitPipeline) {
        let handover = Handover(pipeline)
        WorkerThread.start("quipu.writer") { [self] in
            let pipeline = handover.pipeline
            while let turn = inbox.takeAll() { take(turn, pipeline) }
            pipeline.trigger.sealNow()
            isDone.signal()
        }
    }

    /// Waits until everything that was accepted is committed.
    func waitUntilDone() {
        isDone.wait()
        isDone.signal()
    }

    private func take(_ turn: WriterTurn, _ pipeline: CommitPipeline) {
        var rest = turn.writes[...]
        repeat {
            // Large batches are split, so that one group's memory and its readers' wait stay bounded.
            var weight = 0
            let part = rest.prefix { pending in
                let added = pending.weight
                defer { weight += added }
                return weight == 0 || weight + added <= EngineLimits.groupBytesMax
            }
            rest = rest.dropFirst(part.count)
            if !part.isEmpty {
                pipeline.commit(part)
                complete(part)
            }
            pipeline.trigger.sealWhenDue()
        } while !rest.isEmpty
        if !turn.seals.isEmpty {
            pipeline.trigger.sealNow()
            for done in turn.seals { done() }
        }
    }

    /// Hands the group's completions to their executors, waking each of them once.
    private func complete(_ group: ArraySlice<Pending>) {
        var lanes: [(lane: any CompletionLane, commands: [Pending])] = []
        for pending in group {
            if let index = lanes.firstIndex(where: { $0.lane === pending.lane }) {
                lanes[index].commands.append(pending)
            } else {
                lanes.append((pending.lane, [pending]))
            }
        }
        for (lane, commands) in lanes {
            lane.run { for pending in commands { pending.complete() } }
        }
    }
}

/// Carries the pipeline to its thread.
///
/// `@unchecked` because it is used once, before the thread's first turn, and never again.
private final class Handover: @unchecked Sendable {
    let pipeline: CommitPipeline

    init(_ pipeline: CommitPipeline) {
        self.pipeline = pipeline
    }
}
