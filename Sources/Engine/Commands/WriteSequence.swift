import Commands
import Expressions
import Model
import Values

/// What a batch of increments or the writes of a handler have done so far, and how it is rolled
/// back: when one write is rejected, the writes before it must leave no trace.
struct WriteSequence {
    /// An id of ONCE is its table's.
    private struct KnownID: Hashable {
        let table: TableID
        let id: OnceID
    }

    private let moment: LogMoment
    /// Where what is derived from the command's changes begins.
    private let mark: Maintainers.Mark
    /// The items as the sequence found them, each once.
    private var found: [(place: WorkingSet.Place, image: ItemImage?)] = []
    /// In the order of their writes: nothing here may depend on the order of a hash table.
    private var onceIDs: [(table: Table, id: OnceID, digest: UInt64?)] = []
    /// The place of each among them.
    private var knownOnceIDs: [KnownID: Int] = [:]
    /// Of all items, as the sequence found them, and of those that it changed as they are now.
    private var bytes = 0

    init(_ moment: LogMoment, in recorder: borrowing Recorder) {
        self.moment = moment
        mark = recorder.derived.mark(at: moment.position)
    }

    /// Decides one more write on what the ones before it left; returns why the sequence is rejected.
    mutating func add(
        _ write: ItemWrite, of table: Table, at index: Int, to recorder: inout Recorder
    ) throws(StoreError) -> SequenceRejection? {
        let time = moment.time
        let place = try recorder.place(of: Keyspace.item(write.key, in: table.id), in: table)
        let stored = recorder[place]
        let storedBytes = recorder.bytes(in: place)
        if recorder.isFirstAccess(of: place, by: moment.position) { bytes += storedBytes }
        // One write of the sequence may let an item end that a later one would see.
        let old = recorder.visible(place, at: time)
        let once = write.once.map { KnownID(table: table.id, id: $0) }
        let digest = once == nil ? nil : write.onceDigest
        let use: IdempotencyKeyUse
        if let once, let place = knownOnceIDs[once] {
            use = IdempotencyKeyUse(of: digest, known: onceIDs[place].digest)
        } else {
            use = try recorder.use(of: once?.id, for: digest, in: table, at: time)
        }
        switch use {
        case .new: break
        case .repeated: return nil
        case .reused:
            return .write(index: index, existing: old, .onceReused)
        }
        let change: Change
        do throws(WriteRejection) {
            change = try write.decide(old: old, in: table)
        } catch {
            return .write(index: index, existing: old, error)
        }
        if write.isCheck { return nil }
        // The end of what was there, and what the write does.
        let records = recorder.derived.added(since: mark).records + 2
        guard records <= Limits.commandChangesMax else {
            return .tooManyChanges(records: records, limit: Limits.commandChangesMax)
        }
        let kept = write.kept(by: change, in: table)
        if try recorder.record(change.newImage, in: place, by: moment, keeping: kept) {
            found.append((place, stored))
        } else {
            bytes -= storedBytes
        }
        bytes += recorder.bytes(in: place)
        if let once {
            knownOnceIDs[once] = onceIDs.count
            onceIDs.append((table, once.id, digest))
        }
        let derived = recorder.derived.added(since: mark)
        guard bytes + derived.bytes <= Limits.batchBytesMax else {
            return .tooLarge(bytes: bytes + derived.bytes, limit: Limits.batchBytesMax)
        }
        return nil
    }

    /// Makes every item what it was before the sequence.
    func rollBack(in recorder: inout Recorder) {
        for (place, image) in found {
            recorder.rollBack(image, in: place, by: moment.position)
        }
        recorder.derived.rollBack(to: mark)
    }

    /// Remembers the ids of all its writes.
    func recordOnce(in recorder: inout Recorder) throws(StoreError) {
        for (table, id, digest) in onceIDs {
            try recorder.recordOnce(id, for: digest, in: table, at: moment.time)
        }
    }
}
