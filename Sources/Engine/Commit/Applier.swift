import Commands
import Log
import Model
import Values

/// Applies commands that are in the log: each to the state machine, all of a part in one commit of the
/// active memtable, which makes them visible together.
///
/// How commands are grouped makes no difference to what they do. Confined to the writer's thread, and
/// to the start's before that.
final class Applier {
    let stack: LayerStack
    let space: MemtableSpace
    let trigger: CheckpointTrigger
    private let publisher: Publisher
    private var machine: StateMachine
    private(set) var applied: AppliedState

    init(
        stack: LayerStack, space: MemtableSpace, trigger: CheckpointTrigger, publisher: Publisher,
        machine: StateMachine, applied: AppliedState
    ) {
        self.stack = stack
        self.space = space
        self.trigger = trigger
        self.publisher = publisher
        self.machine = machine
        self.applied = applied
    }

    /// Whether a small command, even a deletion, may write images of large items to a stream: then
    /// there must be room for a part of a group before it is logged.
    var emitsImages: Bool {
        machine.catalog.streams.values.contains { stream in
            stream.isOpen && stream.settings.view != .keysOnly && stream.settings.view != .changes
        }
    }

    /// Applies commands that are in the log, in as many commits as the size of their items asks for.
    ///
    /// - Parameters:
    ///   - sync: what is at work on them in the log, which must have ended before the first of these
    ///     commits.
    ///   - itemsMax: how many items one commit may be about, roughly.
    func apply(
        _ commands: [Command], _ payloads: [[UInt8]], awaiting sync: LogSync?,
        itemsMax: Int = .max
    ) throws(StoreError) -> [Result<Reply, Refusal>] {
        var sync = sync
        // Whatever else fails, nothing stays under way; what the sync has to say, the log will.
        defer { _ = sync?.wait() }
        var results: [Result<Reply, Refusal>] = []
        results.reserveCapacity(commands.count)
        var commandsMax = commands.count
        while results.count < commands.count {
            if !results.isEmpty { trigger.makeRoom() }
            let first = results.count
            do throws(StoreError) {
                try applyPart(
                    commands, payloads, &results, upTo: commandsMax, itemsMax: itemsMax,
                    awaiting: &sync)
            } catch {
                guard case .diskFull = error else { throw error }
                // Nothing of the part is in the state. Fewer commands need less, and so does a
                // memtable that base has taken over.
                let count = results.count - first
                results.removeLast(count)
                if count > 1 {
                    commandsMax = count / 2
                } else if !trigger.settleForSpace() {
                    throw error
                }
            }
        }
        return results
    }

    /// Applies commands from the first that has no result on and commits what they come to.
    ///
    /// A small command may write a large item. What the items come to is known only here, so here the
    /// part ends before it outgrows the memtable; how commands are grouped makes no difference to
    /// what they do.
    private func applyPart(
        _ commands: [Command], _ payloads: [[UInt8]], _ results: inout [Result<Reply, Refusal>],
        upTo commandsMax: Int, itemsMax: Int, awaiting sync: inout LogSync?
    ) throws(StoreError) {
        var recorder = Recorder(
            try Batch(on: stack), space: space,
            expecting: commands[results.count...].reduce(0) { $0 + $1.mutation.itemCount })
        var next = machine
        let streamCount = machine.catalog.streams.count
        var reached = applied
        var changesCatalog = false
        var isCatalogNews = false
        let first = results.count
        while results.count < min(first + commandsMax, commands.count) {
            let command = commands[results.count]
            reached.advance(
                to: command.position, time: command.time, payload: payloads[results.count])
            results.append(try next.apply(command, to: &recorder))
            changesCatalog = changesCatalog || command.mutation.changesCatalog
            isCatalogNews = isCatalogNews || command.mutation.isCatalogNews
            if recorder.heldBytes > space.partBytesMax || recorder.itemCount >= itemsMax { break }
        }
        try recorder.flush()
        try Applier.finish(&sync)
        let finished = try recorder.finish(reached)
        machine = next
        applied = reached
        trigger.note(reached, activeBytes: finished.activeBytes)
        publisher.publish(
            Publisher.News(
                applied: reached, catalog: changesCatalog ? next.catalog : nil,
                // A horizon that moves every second is no news; a stream that is gone is.
                isCatalogNews: isCatalogNews || streamCount != next.catalog.streams.count,
                commands: results.count - first),
            finished)
    }

    private static func finish(_ sync: inout LogSync?) throws(StoreError) {
        guard let running = sync else { return }
        sync = nil
        if let failure = running.wait() { throw StoreError(failure) }
    }
}

extension Mutation {
    fileprivate var changesCatalog: Bool {
        switch self {
        case .catalog, .indexExpiries, .handler, .trim: true
        case .write, .batch, .transaction, .increments, .expire, .advance: false
        }
    }

    fileprivate var isCatalogNews: Bool {
        switch self {
        case .catalog, .handler: true
        default: false
        }
    }
}
