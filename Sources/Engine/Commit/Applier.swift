import Commands
import Log
import Model
import Values

/// Applies commands that are in the log: each to the state, all of a part in one commit of the
/// active memtable, which makes them visible together.
///
/// How commands are grouped makes no difference to what they do. Confined to the writer's thread, and
/// to the start's before that.
final class Applier {
    let stack: LayerStack
    let space: MemtableSpace
    let trigger: CheckpointTrigger
    private let publisher: Publisher
    private var catalog: Catalog
    private(set) var applied: AppliedState

    init(
        stack: LayerStack, space: MemtableSpace, trigger: CheckpointTrigger, publisher: Publisher,
        catalog: Catalog, applied: AppliedState
    ) {
        self.stack = stack
        self.space = space
        self.trigger = trigger
        self.publisher = publisher
        self.catalog = catalog
        self.applied = applied
    }

    /// Bytes that there must be room for beside what a group's commands say, before it is logged.
    var slackBytes: Int {
        Maintainers.mayOutgrowCommands(in: catalog) ? space.partBytesMax : 0
    }

    /// Applies commands that are in the log, in as many commits as the size of their items
    /// requires.
    ///
    /// - Parameters:
    ///   - sync: what is at work on them in the log, which must have ended before the first of these
    ///     commits.
    ///   - itemsMax: how many items one commit may be about, roughly.
    func apply(
        _ commands: [PlacedCommand], _ payloads: [[UInt8]], awaiting sync: LogSync?,
        itemsMax: Int = .max
    ) throws(StoreError) {
        var sync = sync
        // Whatever else fails, nothing stays under way; what the sync has to say, the log will.
        defer { _ = sync?.wait() }
        var count = 0
        var commandsMax = commands.count
        while count < commands.count {
            if count > 0 { trigger.makeRoom() }
            let first = count
            do throws(StoreError) {
                try applyPart(
                    commands, payloads, &count, upTo: commandsMax, itemsMax: itemsMax,
                    awaiting: &sync)
            } catch {
                guard error.isShortage else { throw error }
                // Nothing of the part is in the state. Fewer commands need less, and so does a
                // memtable that base has taken over.
                let tried = count - first
                count = first
                if tried > 1 {
                    commandsMax = tried / 2
                } else if !trigger.settleForSpace() {
                    throw error
                }
            }
        }
    }

    /// Applies commands from number `count` on, counts them, and commits what they come to.
    ///
    /// A small command may write a large item. What the items come to is known only here, so here the
    /// part ends before it outgrows the memtable; how commands are grouped makes no difference to
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
            traits = traits.union(command.pending.traits)
            if context.recorder.heldBytes > space.partBytesMax
                || context.recorder.itemCount >= itemsMax
            {
                break
            }
        }
        try context.recorder.flush()
        try Applier.finish(&sync)
        let next = context.catalog
        let finished = try context.finish(reached)
        // A horizon that moves every second is no news; a stream that is gone is.
        let isCatalogNews =
            traits.contains(.notifiesWatchers) || catalog.streams.count != next.streams.count
        catalog = next
        applied = reached
        trigger.note(reached, activeBytes: finished.activeBytes)
        publisher.publish(
            Publisher.News(
                applied: reached, catalog: traits.contains(.changesCatalog) ? next : nil,
                isCatalogNews: isCatalogNews, commands: count - first),
            finished)
    }

    private static func finish(_ sync: inout LogSync?) throws(StoreError) {
        guard let running = sync else { return }
        sync = nil
        if let failure = running.wait() { throw StoreError(failure) }
    }
}
