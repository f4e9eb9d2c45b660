import Expressions
import Mutations
import Values

/// What a batch of increments has done so far, and how it is taken back: a refusal of one write must
/// leave nothing of those before it.
struct BatchProgress {
    private let table: Table
    private let time: Timestamp
    private let position: UInt64
    /// The items as the batch found them, each once.
    private var found: [(place: TouchedItems.Place, item: Item?)] = []
    /// In the order of their writes: nothing here may depend on the order of a hash table.
    private var onceIDs: [OnceID] = []
    private var knownOnceIDs: Set<OnceID> = []
    /// Of all items, as the batch found them, and of those that it changed as they are now.
    private var bytes = 0

    init(table: Table, command: Command) {
        self.table = table
        time = command.time
        position = command.position
    }

    /// Decides one more write on what the ones before it left; answers why the batch is refused.
    mutating func add(
        _ write: ItemWrite, at index: Int, to recorder: inout Recorder
    ) throws(StoreError) -> Refusal? {
        let place = try recorder.place(of: Keyspace.item(write.key, in: table.id), in: table)
        let stored = recorder[place]
        let storedBytes = recorder.bytes(in: place)
        if recorder.isFirstSight(of: place, by: position) { bytes += storedBytes }
        // One write of the batch may let an item end that a later one would see.
        let old = table.visible(stored, at: time)
        if let once = write.once, knownOnceIDs.contains(once) { return nil }
        if try recorder.isRepeat(write, in: table, at: time) { return nil }
        let change: Change
        do throws(Refusal) {
            change = try write.decide(old: old, schema: table.keySchema)
        } catch {
            return .inBatch(index: index, existing: old, reason: error)
        }
        if write.action == .check { return nil }
        if recorder.record(change.new, in: place, by: position) {
            found.append((place, stored))
        } else {
            bytes -= storedBytes
        }
        bytes += recorder.bytes(in: place)
        if let once = write.once, knownOnceIDs.insert(once).inserted { onceIDs.append(once) }
        guard bytes <= Limits.batchBytesMax else {
            return .batchTooLarge(bytes: bytes, limit: Limits.batchBytesMax)
        }
        return nil
    }

    /// Makes every item what it was before the batch.
    func takeBack(from recorder: inout Recorder) {
        for (place, item) in found { recorder.record(item, in: place, by: position) }
    }

    /// Remembers the ids of all its writes.
    func recordOnce(in recorder: inout Recorder) throws(StoreError) {
        for id in onceIDs { try recorder.recordOnce(id, in: table, at: time) }
    }
}
