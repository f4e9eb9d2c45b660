import Commands
import Log
import Model
import Values

/// What a writer does with one group: log it, apply it, publish it.
///
/// Confined to the writer's thread.
final class GroupApplier {
    /// Weight after which a group is cut.
    static let groupBytesMax = EngineLimits.groupBytesMax

    /// A smaller group is synced by the writer itself: to wake another thread would take longer.
    private static let syncedAsideMin = 4

    let log: LogFile
    private let logSync: LogSync
    let stack: LayerStack
    private let published: Published
    let space: RecentSpace
    let checkpointer: Checkpointer
    private let clock: any TimeSource
    private let failed: @Sendable (StoreError) -> Void

    private var catalog: Catalog
    private(set) var applied: AppliedState
    private(set) var activeBytes = 0
    /// Of the layer that was frozen last, when it was.
    private var frozenBytes = 0
    /// Why nothing is accepted any more, once something failed that cannot be undone.
    private var failure: StoreError?
    /// Whether the last group was refused for lack of space.
    private var hasShortage = false

    init(
        log: LogFile, stack: LayerStack, published: Published, space: RecentSpace,
        checkpointer: Checkpointer, catalog: Catalog, applied: AppliedState,
        clock: any TimeSource, failed: @escaping @Sendable (StoreError) -> Void
    ) {
        self.log = log
        logSync = LogSync(log)
        self.stack = stack
        self.published = published
        self.space = space
        self.checkpointer = checkpointer
        self.catalog = catalog
        self.applied = applied
        self.clock = clock
        self.failed = failed
    }

    deinit { logSync.close() }

    // MARK: New commands

    /// Makes the group durable and applies it; each command keeps its outcome.
    func commit(_ group: ArraySlice<Pending>) {
        if let failure { return fail(group, for: failure) }
        if let failure = roomFailure(for: group) {
            if case .diskFull = failure {
                // What is too much for a nearly full disk at once may fit in smaller groups.
                if group.count > 1 { return commitHalves(of: group) }
                noteShortage(failure)
            }
            freezeForSpace()
            return fail(group, for: failure)
        }
        var commands: [PlacedCommand] = []
        var payloads: [[UInt8]] = []
        commands.reserveCapacity(group.count)
        payloads.reserveCapacity(group.count)
        var position = applied.position
        var time = applied.time
        for pending in group {
            position += 1
            time = max(pending.captured, time.successor)
            commands.append(
                PlacedCommand(
                    moment: LogMoment(time: time, position: position), pending: pending))
            payloads.append(LogPayload.encode(time: time, command: pending.encoded))
        }
        // While the group is being synced it is applied; nobody sees it before it is on disk.
        let isSyncedAside = log.isDurable && group.count >= GroupApplier.syncedAsideMin
        do throws(LogError) {
            try log.append(payloads, syncs: !isSyncedAside)
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
            try apply(commands, payloads, awaitingSync: isSyncedAside)
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

    /// Tells whoever asks how the store is that there is no space, or that there is some again.
    private func noteShortage(_ shortage: StoreError?) {
        hasShortage = shortage != nil
        published.update { $0.shortage = shortage }
    }

    private func stop(for failure: StoreError, _ group: ArraySlice<Pending>) {
        let failure = saved(failure)
        self.failure = failure
        published.update { $0.failure = failure }
        failed(failure)
        fail(group, for: failure)
    }

    /// Why the group cannot be taken now: the recent layer has no room in memory or on disk.
    private func roomFailure(for group: ArraySlice<Pending>) -> StoreError? {
        if activeBytes > space.activeBytesMax, !stack.canFreeze {
            return .busy("writes have outrun the checkpoint")
        }
        do throws(StoreError) {
            var need = RecentSpace.Need(commands: group.count, items: 0, bytes: 0)
            for pending in group {
                need.items += pending.itemCount
                need.bytes += pending.encoded.count
            }
            try space.reserve(
                for: stack.active, need, slack: tellsImages ? space.partBytesMax : 0,
                leaving: settlingBytes)
            return nil
        } catch {
            return error
        }
    }

    /// Whether a small command, even a deletion, may write images of large items to a stream: then
    /// there must be room for a part of a group before it is logged.
    private var tellsImages: Bool {
        catalog.streams.values.contains { stream in
            stream.isOpen && stream.settings.view != .keysOnly && stream.settings.view != .changes
        }
    }

    // MARK: Applying

    /// Applies commands that are in the log, in as many commits as the size of their items asks for.
    ///
    /// - Parameters:
    ///   - awaitingSync: whether `logSync` is at work on them, which must have ended before the first of
    ///     these commits.
    ///   - itemsMax: how many items one commit may be about, roughly.
    func apply(
        _ commands: [PlacedCommand], _ payloads: [[UInt8]], awaitingSync: Bool,
        itemsMax: Int = .max
    ) throws(StoreError) {
        var sync: LogSync? = awaitingSync ? logSync : nil
        // Whatever else fails, nothing stays under way; what the sync has to say, the log will.
        defer { _ = sync?.wait() }
        var count = 0
        var commandsMax = commands.count
        while count < commands.count {
            if count > 0 { makeRoom() }
            let first = count
            do throws(StoreError) {
                try applyPart(
                    commands, payloads, &count, upTo: commandsMax, itemsMax: itemsMax,
                    awaiting: &sync)
            } catch {
                guard case .diskFull = error else { throw error }
                // Nothing of the part is in the state. Fewer commands need less, and so does a recent
                // layer that base has taken over.
                let tried = count - first
                count = first
                if tried > 1 {
                    commandsMax = tried / 2
                } else if !settleForSpace() {
                    throw error
                }
            }
        }
    }

    /// Applies commands from number `count` on, counts them, and commits what they come to.
    ///
    /// A small command may write a large item. What the items come to is known only here, so here the
    /// part ends before it outgrows the recent layer; how commands are grouped makes no difference to
    /// what they do.
    private func applyPart(
        _ commands: [PlacedCommand], _ payloads: [[UInt8]], _ count: inout Int,
        upTo commandsMax: Int, itemsMax: Int, awaiting sync: inout LogSync?
    ) throws(StoreError) {
        let first = count
        var context = ApplyContext(
            Recorder(
                try Batch(on: stack), space: space,
                expecting: commands[first...].reduce(0) { $0 + $1.pending.itemCount }),
            catalog: catalog)
        var reached = applied
        var traits: CommandTraits = []
        while count < min(first + commandsMax, commands.count) {
            let command = commands[count]
            reached.advance(
                to: command.moment.position, time: command.moment.time, payload: payloads[count])
            context.moment = command.moment
            try command.pending.apply(in: &context)
            count += 1
            traits.formUnion(command.pending.traits)
            if context.recorder.heldBytes > space.partBytesMax
                || context.recorder.itemCount >= itemsMax
            {
                break
            }
        }
        try context.recorder.flush()
        try GroupApplier.finish(&sync)
        let next = context.catalog
        let finished = try context.finish(reached)
        // A horizon that moves every second is no news; a stream that is gone is.
        let isCatalogNews =
            traits.contains(.notifiesWatchers) || catalog.streams.count != next.streams.count
        catalog = next
        applied = reached
        activeBytes = finished.activeBytes
        let changed = traits.contains(.changesCatalog) ? next : nil
        let appliedCount = count - first
        published.update { contents in
            if let catalog = changed {
                contents.catalog = catalog
                contents.totals = contents.totals.filter { catalog[$0.key] != nil }
                contents.streamTotals = contents.streamTotals.filter {
                    catalog.streams[$0.key] != nil
                }
            }
            contents.totals.merge(finished.totals) { _, new in new }
            contents.streamTotals.merge(finished.streamTotals) { _, new in new }
            contents.applied = reached
            contents.statistics.count(commands: appliedCount, finished)
        }
        published.tell(
            Store.News(
                streams: Array(finished.streamTotals.keys), catalogChanged: isCatalogNews))
    }

    private static func finish(_ sync: inout LogSync?) throws(StoreError) {
        guard let running = sync else { return }
        sync = nil
        if let failure = running.wait() { throw StoreError(failure) }
    }

    /// Between two parts of a group: lets the recent layer go to base once it is too large, waiting for
    /// the checkpoint that runs.
    private func makeRoom() {
        if activeBytes > space.activeBytesMax { freezeNow() } else { freezeWhenDue() }
    }

    // MARK: Checkpoints

    /// Hands the active recent to the checkpointer when it is large enough or old enough.
    func freezeWhenDue() {
        guard failure == nil, activeBytes > 0 else { return }
        guard activeBytes >= space.freezeBytes || checkpointer.isDue(at: applied, now: clock.now())
        else { return }
        if freeze() { checkpointer.wake() }
    }

    /// Freezes what there is, waiting for the checkpoint that runs.
    func freezeNow() {
        if log.hasLostFiles { return saveAll() }
        guard failure == nil, activeBytes > 0 else { return }
        // A checkpoint that still runs must give the spare back first; its failure has been reported.
        while !stack.canFreeze, checkpointer.runIgnoringFailure() {}
        _ = freeze()
    }

    /// Roughly how many bytes base may need to take over all that lies above it: what is new, and its
    /// own pages that are copied for it.
    var settlingBytes: Int {
        2 * (activeBytes + (stack.canFreeze ? 0 : frozenBytes))
    }

    func freeze() -> Bool {
        guard stack.freeze() else { return false }
        checkpointer.note(frozenAt: applied, now: clock.now())
        frozenBytes = activeBytes
        activeBytes = 0
        return true
    }
}
