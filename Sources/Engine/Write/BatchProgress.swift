import Commands
import Expressions
import Model
import Values

/// What a batch of increments or the writes of a handler have done so far, and how it is taken back: a
/// refusal of one write must leave nothing of those before it.
struct BatchProgress {
    /// An id of ONCE is its table's.
    private struct KnownID: Hashable {
        let table: TableID
        let id: OnceID
    }

    private let command: Command
    /// Where the command's change records begin.
    private let changes: ChangeEntries.Mark
    /// The items as the batch found them, each once.
    private var found: [(place: TouchedItems.Place, image: ItemImage?)] = []
    /// In the order of their writes: nothing here may depend on the order of a hash table.
    private var onceIDs: [(table: Table, id: OnceID, digest: UInt64?)] = []
    /// The place of each among them.
    private var knownOnceIDs: [KnownID: Int] = [:]
    /// Of all items, as the batch found them, and of those that it changed as they are now.
    private var bytes = 0

    init(_ command: Command, in recorder: borrowing Recorder) {
        self.command = command
        changes = recorder.changes.mark(at: command.position)
    }

    /// Decides one more write on what the ones before it left; answers why the batch is refused.
    mutating func add(
        _ write: ItemWrite, of table: Table, at index: Int, to recorder: inout Recorder
    ) throws(StoreError) -> Refusal? {
        let time = command.time
        let place = try recorder.place(of: Keyspace.item(write.key, in: table.id), in: table)
        let stored = recorder[place]
        let storedBytes = recorder.bytes(in: place)
        if recorder.isFirstSight(of: place, by: command.position) { bytes += storedBytes }
        // One write of the batch may let an item end that a later one would see.
        let old = recorder.visible(place, at: time)
        let once = write.once.map { KnownID(table: table.id, id: $0) }
        let digest = once == nil ? nil : write.onceDigest
        let use: OnceUse
        if let once, let place = knownOnceIDs[once] {
            use = OnceUse(of: digest, known: onceIDs[place].digest)
        } else {
            use = try recorder.use(of: once?.id, for: digest, in: table, at: time)
        }
        switch use {
        case .new: break
        case .repeated: return nil
        case .reused:
            return .inBatch(index: index, existing: old, reason: .onceReused)
        }
        let change: Change
        do throws(Refusal) {
            change = try write.decide(old: old, schema: table.keySchema)
        } catch {
            return .inBatch(index: index, existing: old, reason: error)
        }
        if write.action == .check { return nil }
        // The end of what was there, and what the write does.
        let records = recorder.changes.added(since: changes).count + 2
        guard records <= Limits.commandChangesMax else {
            return .batchTellsTooMuch(records: records, limit: Limits.commandChangesMax)
        }
        if try recorder.record(change.newImage, in: place, by: command) {
            found.append((place, stored))
        } else {
            bytes -= storedBytes
        }
        bytes += recorder.bytes(in: place)
        if let once {
            knownOnceIDs[once] = onceIDs.count
            onceIDs.append((table, once.id, digest))
        }
        let told = recorder.changes.added(since: changes)
        guard bytes + told.bytes <= Limits.batchBytesMax else {
            return .batchTooLarge(bytes: bytes + told.bytes, limit: Limits.batchBytesMax)
        }
        return nil
    }

    /// Makes every item what it was before the batch.
    func takeBack(from recorder: inout Recorder) {
        for (place, image) in found {
            recorder.takeBack(image, in: place, by: command.position)
        }
        recorder.changes.takeBack(to: changes)
    }

    /// Remembers the ids of all its writes.
    func recordOnce(in recorder: inout Recorder) throws(StoreError) {
        for (table, id, digest) in onceIDs {
            try recorder.recordOnce(id, for: digest, in: table, at: command.time)
        }
    }
}
