import Commands
import Log
import Model
import Values

/// What a writer does with one group of commands: append it to the log, which gives it positions, make
/// it durable, and apply it meanwhile.
///
/// Confined to the writer's thread.
final class CommitPipeline {
    /// A smaller group is synced by the writer itself: to wake another thread would take longer.
    private static let syncedAsideMin = 4

    private let log: any CommandLog
    /// `log.isDurable`, which does not change.
    private let isDurable: Bool
    private let logSync: LogSync
    let applier: Applier
    private let publisher: Publisher
    private let failed: @Sendable (StoreError) -> Void
    /// Why nothing is accepted any more, once something failed that cannot be undone.
    private var failure: StoreError?
    /// Whether the last group was refused for lack of space.
    private var hasShortage = false

    init(
        log: any CommandLog, applier: Applier, publisher: Publisher,
        failed: @escaping @Sendable (StoreError) -> Void
    ) {
        self.log = log
        isDurable = log.isDurable
        logSync = LogSync(log)
        self.applier = applier
        self.publisher = publisher
        self.failed = failed
    }

    deinit { logSync.close() }

    /// When what was committed goes to base.
    var trigger: CheckpointTrigger { applier.trigger }

    /// Makes the group durable and applies it; each command keeps its outcome.
    func commit(_ group: ArraySlice<Pending>) {
        if let failure { return fail(group, for: failure) }
        if let failure = roomFailure(for: group) {
            if case .diskFull = failure {
                // What is too much for a nearly full disk at once may fit in smaller groups.
                if group.count > 1 { return commitHalves(of: group) }
                noteShortage(failure)
            }
            trigger.sealForSpace()
            return fail(group, for: failure)
        }
        var payloads: [[UInt8]] = []
        payloads.reserveCapacity(group.count)
        var time = applier.applied.time
        for pending in group {
            time = CommitPipeline.time(of: pending, after: time)
            payloads.append(LogPayload.encode(time: time, command: pending.encoded))
        }
        // While the group is being synced it is applied; no reader sees it before it is on disk.
        let isSyncedAside = isDurable && group.count >= CommitPipeline.syncedAsideMin
        let first: UInt64
        do throws(LogError) {
            first = try log.append(payloads, syncs: !isSyncedAside)
        } catch {
            if case .groupTooLarge(let bytes, let limit) = error {
                // Nothing was written; parts of the group may fit, a single command never will.
                if group.count > 1 { return commitHalves(of: group) }
                for pending in group { pending.rejectAsTooLarge(bytes: bytes, limit: limit) }
                return
            }
            let failure = StoreError(error)
            if case .diskFull = failure {
                noteShortage(failure)
                return fail(group, for: failure)
            }
            return stop(for: failure, group)
        }
        if hasShortage { noteShortage(nil) }
        if isSyncedAside { logSync.start() }
        do throws(StoreError) {
            try applier.apply(
                commands(of: group, from: first), payloads,
                awaiting: isSyncedAside ? logSync : nil)
        } catch {
            if let failure = log.failure { return stop(for: StoreError(failure), group) }
            // The commands are in the log but not in the state: only a replay can mend that.
            stop(for: .writesFailed("applying a logged group: \(error.message)"), group)
        }
    }

    private func commitHalves(of group: ArraySlice<Pending>) {
        let middle = group.startIndex + group.count / 2
        commit(group[..<middle])
        commit(group[middle...])
    }

    private func fail(_ group: ArraySlice<Pending>, for failure: StoreError) {
        for pending in group { pending.fail(failure) }
    }

    private func noteShortage(_ shortage: StoreError?) {
        hasShortage = shortage != nil
        publisher.publish(shortage: shortage)
    }

    private func stop(for failure: StoreError, _ group: ArraySlice<Pending>) {
        let failure = trigger.saved(failure)
        self.failure = failure
        trigger.hasStopped = true
        publisher.publish(failure: failure)
        failed(failure)
        fail(group, for: failure)
    }

    /// Why the group cannot be taken now: the memtable has no room in memory or on disk.
    private func roomFailure(for group: ArraySlice<Pending>) -> StoreError? {
        if trigger.isOverrun {
            return .busy("writes have outrun the checkpoint")
        }
        do throws(StoreError) {
            var need = MemtableSpace.Need(commands: group.count, items: 0, bytes: 0)
            for pending in group {
                need.items += pending.itemCount
                need.bytes += pending.encoded.count
            }
            let space = applier.space
            try space.reserve(
                for: applier.stack.active, need,
                slack: applier.slackBytes, leaving: trigger.settlingBytes)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Commands

    /// Times ascend from command to command, whatever the clock does.
    private static func time(of pending: Pending, after before: Timestamp) -> Timestamp {
        pending.captured.later(than: before.successor)
    }

    /// The group's commands with their positions, of which the log gave `first` to the first one.
    private func commands(of group: ArraySlice<Pending>, from first: UInt64) -> [PlacedCommand] {
        var (position, time) = (applier.applied.position, applier.applied.time)
        precondition(first == position + 1, "the log and the state go together")
        var commands: [PlacedCommand] = []
        commands.reserveCapacity(group.count)
        for pending in group {
            position += 1
            time = CommitPipeline.time(of: pending, after: time)
            commands.append(
                PlacedCommand(
                    moment: LogMoment(time: time, position: position), pending: pending))
        }
        return commands
    }
}
