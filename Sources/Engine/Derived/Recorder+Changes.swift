import Commands
import Model
import Values

extension Recorder {
    /// Tells the table's stream that `new` takes the place of what is there, if that makes a difference.
    ///
    /// An item whose time to live had ended was gone before the write, though the reaper had not come
    /// to it: readers of the stream hear of its end first, then of what the write did.
    mutating func note(
        _ new: ItemImage?, in place: TouchedItems.Place, by command: Command, isExpiry: Bool
    ) throws(StoreError) {
        let itemKey = touched.itemKey(of: place)
        let table = touched.table(of: place)
        let visible = touched.visible(place, at: command.time)
        if visible == nil, let ended = touched[place] {
            try add(ended, nil, itemKey, table, command, isExpiry: true)
        }
        guard visible != new else { return }
        try add(visible, new, itemKey, table, command, isExpiry: isExpiry)
    }

    private mutating func add(
        _ old: ItemImage?, _ new: ItemImage?, _ itemKey: [UInt8], _ table: Table, _ command: Command,
        isExpiry: Bool
    ) throws(StoreError) {
        guard let stream = table.stream, let settings = table.settings.stream,
            let image = new ?? old
        else { return }
        if !changes.knows(stream) {
            changes.meet(stream, try totals(of: stream, shards: settings.shards))
        }
        let key: Key
        do {
            key = try table.keySchema.key(of: image)
        } catch {
            throw .corrupt("an item of table \(table.name) is without its key: \(error)")
        }
        let told = ToldImages(old, new, settings.view, table.keySchema)
        let slot = Keyspace.slot(ofItemKey: itemKey)
        changes.add(
            changes.nextSequence(at: command.position), to: stream,
            shard: settings.shard(ofSlot: slot)
        ) { totals in
            ChangeRecord.encode(
                old == nil ? .insert : new == nil ? .remove : .modify, isExpiry: isExpiry,
                time: command.time, slot: slot, key: key, old: told.old, new: told.new,
                after: totals)
        }
    }

    /// What the stream has recorded up to now, in this group too.
    func totals(
        of stream: StreamID, shards: Int
    ) throws(StoreError) -> StreamTotals {
        if let known = changes.totals[stream] { return known }
        guard let value = try batch.value(of: Keyspace.totals(stream), in: .catalog) else {
            return StreamTotals(shards: shards)
        }
        return try value.decoded("totals of a stream") { r throws(CodecError) in
            try StreamTotals(from: &r)
        }
    }

    mutating func writeChanges() throws(StoreError) {
        for entry in changes.takeAll() {
            try batch.put(entry.key, in: .changes) { $0.write(bytes: entry.value) }
        }
    }

    // MARK: Streams in the catalog

    mutating func record(_ stream: ChangeStream) throws(StoreError) {
        try batch.put(Keyspace.stream(stream.id), in: .catalog) { stream.encode(to: &$0) }
    }

    /// Takes the stream out of the catalog and leaves a note, by which the checkpoint purges records.
    mutating func recordDrop(of stream: ChangeStream) throws(StoreError) {
        try batch.delete(Keyspace.stream(stream.id), in: .catalog)
        try batch.delete(Keyspace.totals(stream.id), in: .catalog)
        changes.forget(stream.id)
        try batch.put(Keyspace.droppedStream(stream.id), in: .catalog) { stream.encode(to: &$0) }
    }
}

/// What a stream's view lets be told of two images.
private struct ToldImages {
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
