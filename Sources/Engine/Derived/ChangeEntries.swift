import Commands
import Model
import Values

/// The change streams: a record for each change of an item of a table that has one.
///
/// Holds the records of a group that are not written yet, and what their streams come to with them.
struct ChangeEntries: DerivedEntries {
    static var keyKinds: [KeyKind] { [.streamTotals, .change] }

    private struct Entry {
        let key: [UInt8]
        let value: [UInt8]
        let stream: StreamID
        let shard: Int
        /// The shard's totals before this record.
        let before: StreamTotals.ShardTotals
    }

    /// How far a command had come.
    struct Mark {
        fileprivate let count: Int
        fileprivate let bytes: Int
        fileprivate let index: Int
    }

    private var entries: [Entry] = []
    /// Of every stream that the group has met; in agreement with all entries there ever were.
    private var totals: [StreamID: StreamTotals] = [:]
    /// Bytes of the entries.
    private var bytes = 0
    private var position: UInt64 = 0
    private var index = 0

    // MARK: Emitting

    /// Emits what follows from an item's change, if that makes a difference.
    ///
    /// An item whose time to live had ended was gone before the write, though the TTL sweeper had not
    /// come to it: readers of the stream see its end first, then what the write did.
    mutating func willChange(
        _ change: ItemChange, _ workingSet: borrowing WorkingSet, reading batch: borrowing Batch
    ) throws(StoreError) {
        let place = change.place
        guard workingSet.hasStream(place) else { return }
        let visible = workingSet.visible(place, at: change.moment.time)
        if visible == nil, let ended = workingSet[place] {
            try emit(ended, nil, change, workingSet, batch, isExpiry: true)
        }
        guard visible != change.image else { return }
        try emit(
            visible, change.image, change, workingSet, batch, isExpiry: change.isExpiry)
    }

    private mutating func emit(
        _ old: ItemImage?, _ new: ItemImage?, _ change: ItemChange,
        _ workingSet: borrowing WorkingSet, _ batch: borrowing Batch, isExpiry: Bool
    ) throws(StoreError) {
        let table = workingSet.table(of: change.place)
        guard let stream = table.stream, let settings = table.settings.stream,
            let image = new ?? old
        else { return }
        if totals[stream] == nil {
            totals[stream] = try batch.totals(of: stream, shards: settings.shards)
        }
        let key: Key
        do {
            key = try table.keySchema.key(of: image)
        } catch {
            throw .corrupt("an item of table \(table.name) is without its key: \(error)")
        }
        let images = ViewedImages(old, new, settings.view, table.keySchema)
        let slot = Keyspace.slot(ofItemKey: workingSet.itemKey(of: change.place))
        let time = change.moment.time
        add(
            nextSequence(at: change.moment.position), to: stream,
            shard: settings.shard(ofSlot: slot)
        ) { totals in
            ChangeRecord.encode(
                old == nil ? .insert : new == nil ? .remove : .modify, isExpiry: isExpiry,
                time: time, slot: slot, key: key, old: images.old, new: images.new,
                after: totals)
        }
    }

    /// The number of the next record of the command at `position`.
    private mutating func nextSequence(at position: UInt64) -> SequenceNumber {
        if position != self.position {
            self.position = position
            index = 0
        }
        return SequenceNumber(position: position, index: index)
    }

    /// Adds the record that `encode` makes of its shard's totals.
    private mutating func add(
        _ sequence: SequenceNumber, to stream: StreamID, shard: Int,
        _ encode: (StreamTotals.ShardTotals) -> [UInt8]
    ) {
        guard let before = totals[stream]?.shards[shard] else { return }
        let value = encode(before)
        entries.append(
            Entry(
                key: Keyspace.change(sequence, of: stream, shard: shard), value: value,
                stream: stream, shard: shard, before: before))
        bytes += value.count
        index += 1
        totals[stream]?.shards[shard] = StreamTotals.ShardTotals(
            records: before.records + 1, bytes: before.bytes + Int64(value.count), last: sequence)
    }

    // MARK: Rolling back

    func mark(at position: UInt64) -> Mark {
        Mark(
            count: entries.count, bytes: bytes,
            index: position == self.position ? index : 0)
    }

    func added(since mark: Mark) -> DerivedGrowth {
        DerivedGrowth(records: entries.count - mark.count, bytes: bytes - mark.bytes)
    }

    mutating func rollBack(to mark: Mark) {
        while entries.count > mark.count, let last = entries.popLast() {
            bytes -= last.value.count
            totals[last.stream]?.shards[last.shard] = last.before
        }
        index = mark.index
    }

    mutating func drop(_ stream: StreamID, in batch: inout Batch) throws(StoreError) {
        try batch.delete(Keyspace.totals(stream), in: .catalog)
        totals[stream] = nil
    }

    // MARK: Writing

    var heldBytes: Int { bytes }

    /// A small command, even a deletion, may write images of large items to a stream.
    static func mayOutgrowCommands(in catalog: Catalog) -> Bool {
        catalog.streams.values.contains { stream in
            stream.isOpen && stream.settings.view != .keysOnly && stream.settings.view != .changes
        }
    }

    /// Records of one shard lie side by side, so that their pages are full ones.
    func spaceToFlush(
        _ changed: ArraySlice<Int>, of workingSet: borrowing WorkingSet,
        reading batch: borrowing Batch
    ) throws(StoreError) -> DerivedSpace {
        DerivedSpace(entries: 0, bytes: 2 * bytes)
    }

    mutating func flush(in batch: inout Batch) throws(StoreError) {
        for entry in entries {
            try batch.put(entry.key, in: .changes) { $0.write(bytes: entry.value) }
        }
        entries = []
        bytes = 0
    }

    mutating func finish(in batch: inout Batch) throws(StoreError) {
        for (id, sums) in totals {
            try batch.put(Keyspace.totals(id), in: .catalog) { sums.encode(to: &$0) }
        }
    }

    func publish(in sums: inout DerivedSums) { sums.streams = totals }
}

extension Batch {
    /// What a stream has recorded, without what the group has not written yet.
    func totals(of stream: StreamID, shards: Int) throws(StoreError) -> StreamTotals {
        guard let value = try value(of: Keyspace.totals(stream), in: .catalog) else {
            return StreamTotals(shards: shards)
        }
        return try value.decoded("totals of a stream") { r throws(CodecError) in
            try StreamTotals(from: &r)
        }
    }
}

/// What of two images a stream's view shows.
private struct ViewedImages {
    var old: ItemImage?
    var new: ItemImage?

    init(_ old: ItemImage?, _ new: ItemImage?, _ view: StreamView, _ schema: KeySchema) {
        if view == .changes {
            let changed = ChangedAttributes(from: old, to: new, schema)
            self.old = changed.old
            self.new = changed.new
            return
        }
        if view.keepsOld { self.old = old }
        if view.keepsNew { self.new = new }
    }
}

extension KeyKind {
    static var streamTotals: KeyKind {
        KeyKind(.catalog, 7, "stream u32", "totals of the stream's shards")
    }
    static var change: KeyKind {
        KeyKind(.changes, nil, "stream u32 · shard u16 · sequence u64", "change record")
    }
}
