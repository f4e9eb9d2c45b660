import Commands
import Log
import Model
import Values

/// What a writer does with one group of commands: append it to the log, which gives it positions, make
/// it durable, and apply it meanwhile.
///
/// Confined to the writer's thread.
final class CommitPipeline {
    /// Weight after which a group is cut.
    static let groupBytesMax = EngineLimits.groupBytesMax

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

    /// Makes the group durable and applies it; one outcome per write, in order.
    func commit(_ group: ArraySlice<Pending>) -> [Pending.Outcome] {
        if let failure { return group.map { _ in .failure(.failed(failure)) } }
        if let refusal = roomRefusal(for: group) {
            if case .diskFull = refusal {
                // What is too much for a nearly full disk at once may fit in smaller groups.
                let middle = group.startIndex + group.count / 2
                if group.count > 1 { return commit(group[..<middle]) + commit(group[middle...]) }
                noteShortage(refusal)
            }
            trigger.sealForSpace()
            return group.map { _ in .failure(.failed(refusal)) }
        }
        var payloads: [[UInt8]] = []
        payloads.reserveCapacity(group.count)
        var time = applier.applied.time
        for pending in group {
            time = CommitPipeline.time(of: pending, after: time)
            payloads.append(LogPayload.encode(time: time, mutation: pending.encoded))
        }
        // While the group is being synced it is applied; nobody sees it before it is on disk.
        let isSyncedAside = isDurable && group.count >= CommitPipeline.syncedAsideMin
        let first: UInt64
        do throws(LogError) {
            first = try log.append(payloads, syncs: !isSyncedAside)
        } catch {
            if case .groupTooLarge(let bytes, let limit) = error {
                // Nothing was written; parts of the group may fit, a single command never will.
                guard group.count > 1 else {
                    return [.failure(.tooLarge(bytes: bytes, limit: limit))]
                }
                let middle = group.startIndex + group.count / 2
                return commit(group[..<middle]) + commit(group[middle...])
            }
            let failure = StoreError(error)
            if case .diskFull = failure {
                noteShortage(failure)
                return group.map { _ in .failure(.failed(failure)) }
            }
            return stop(failure, count: group.count)
        }
        if hasShortage { noteShortage(nil) }
        if isSyncedAside { logSync.start() }
        do throws(StoreError) {
            return try applier.apply(
                commands(of: group, from: first), payloads,
                awaiting: isSyncedAside ? logSync : nil
            )
            .map { $0.mapError { .refused($0) } }
        } catch {
            if let failure = log.failure { return stop(StoreError(failure), count: group.count) }
            // The commands are in the log but not in the state: only a replay can mend that.
            return stop(
                .writesFailed("applying a logged group: \(error.message)"), count: group.count)
        }
    }

    private func noteShortage(_ shortage: StoreError?) {
        hasShortage = shortage != nil
        publisher.publish(shortage: shortage)
    }

    private func stop(_ failure: StoreError, count: Int) -> [Pending.Outcome] {
        let failure = trigger.saved(failure)
        self.failure = failure
        trigger.hasStopped = true
        publisher.publish(failure: failure)
        failed(failure)
        return Array(repeating: .failure(.failed(failure)), count: count)
    }

    /// Why the group cannot be taken now: the memtable has no room in memory or on disk.
    private func roomRefusal(for group: ArraySlice<Pending>) -> StoreError? {
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
                slack: applier.emitsImages ? space.partBytesMax : 0,
                leaving: trigger.settlingBytes)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Commands

    /// Times ascend from command to command, whatever the clock does.
    private static func time(of pending: Pending, after before: Timestamp) -> Timestamp {
        max(pending.captured, before.successor)
    }

    /// The group's commands, whose first one the log has put at `first`.
    private func commands(of group: ArraySlice<Pending>, from first: UInt64) -> [Command] {
        var (position, time) = (applier.applied.position, applier.applied.time)
        precondition(first == position + 1, "the log and the state go together")
        var commands: [Command] = []
        commands.reserveCapacity(group.count)
        for pending in group {
            position += 1
            time = CommitPipeline.time(of: pending, after: time)
            commands.append(Command(position: position, time: time, mutation: pending.mutation))
        }
        return commands
    }
}
