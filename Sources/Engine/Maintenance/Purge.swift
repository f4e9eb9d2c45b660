import Commands
import LMDB
import Model
import Values

/// Takes what nobody can see any more out of base: items of dropped tables, records behind their
/// stream's horizon, ledger entries past their life.
///
/// It is not part of the command order, so it runs on base alone, inside a checkpoint and in bounded
/// steps; readers ignore what it has not reached yet.
struct Purge {
    let base: Layer
    /// Entries of each kind that one checkpoint removes at the most, so that it stays short.
    let entriesMax: Int

    func run(
        _ transaction: inout WriteTransaction, _ result: inout CheckpointReport
    ) throws {
        try purgeDroppedTables(&transaction, &result)
        try purgeChanges(&transaction, &result)
        try purgeLedger(&transaction, &result)
    }

    // MARK: Dropped tables

    private func purgeDroppedTables(
        _ transaction: inout WriteTransaction, _ result: inout CheckpointReport
    ) throws {
        let notes = try entries(of: Keyspace.droppedTables, in: .catalog, &transaction, max: 16)
        for note in notes {
            let table = try StoredValue(bytes: note.value, start: 0).decoded("a dropped table") {
                r throws(CodecError) in try Table(from: &r)
            }
            let room = entriesMax - result.purgedItems
            guard room > 0 else { return }
            let range = Keyspace.items(of: table.id, slots: 0..<Keyspace.slots)
            let items = try entries(of: range, in: .items, &transaction, max: room)
            for item in items {
                try remove(item, of: table, &transaction)
                result.purgedItems += 1
            }
            if items.count < room {
                try transaction.delete(note.key, in: base.database(.catalog))
            }
        }
    }

    /// The item and its expiry entry, which only the item can lead to.
    private func remove(
        _ entry: (key: [UInt8], value: [UInt8]), of table: Table,
        _ transaction: inout WriteTransaction
    ) throws {
        try transaction.delete(entry.key, in: base.database(.items))
        guard let timeToLive = table.timeToLive else { return }
        var itemKey = entry.key
        var start = 0
        if LongKey.isLong(stored: entry.key) {
            let (rest, valueStart) = try LongKey.splitRest(of: entry.value, from: 0)
            itemKey = LongKey.family(ofStored: entry.key) + rest
            start = valueStart
        }
        let item = try StoredValue(bytes: entry.value, start: start).image()
        guard let lastSecond = timeToLive.lastSecond(of: item) else { return }
        let expiry = Keyspace.expiry(lastSecond: lastSecond, itemKey: itemKey)
        try transaction.delete(LongKey.stored(expiry), in: base.database(.expiry))
    }

    // MARK: Changes

    private func purgeChanges(
        _ transaction: inout WriteTransaction, _ result: inout CheckpointReport
    ) throws {
        // What a checkpoint brings must not outrun what it takes away.
        var room = max(entriesMax, result.entries)
        for entry in try entries(of: Keyspace.streams, in: .catalog, &transaction, max: .max) {
            let stream = try StoredValue(bytes: entry.value, start: 0).decoded("a stream") {
                r throws(CodecError) in try ChangeStream(from: &r)
            }
            for shard in 0..<stream.settings.shards where stream.horizon >= stream.start {
                let trimmed = Keyspace.changes(of: stream.id, shard: shard, .zero...stream.horizon)
                room -= try purge(trimmed, &transaction, &result, max: room)
            }
        }
        for note in try entries(
            of: Keyspace.droppedStreams, in: .catalog, &transaction, max: .max)
        {
            let all = Keyspace.changes(of: try Keyspace.streamID(ofCatalogKey: note.key))
            let count = try purge(all, &transaction, &result, max: room)
            if count < room {
                try transaction.delete(note.key, in: base.database(.catalog))
            }
            room -= count
        }
    }

    private func purge(
        _ range: KeyRange, _ transaction: inout WriteTransaction,
        _ result: inout CheckpointReport, max: Int
    ) throws -> Int {
        var count = 0
        // Some at a time, and never their images: a cursor does not outlive the deletion under it.
        while count < max {
            let keys = try keys(of: range, in: .changes, &transaction, max: min(max - count, 1000))
            for key in keys { try transaction.delete(key, in: base.database(.changes)) }
            count += keys.count
            if keys.isEmpty { break }
        }
        result.purgedChanges += count
        return count
    }

    /// The first keys of a range of base.
    private func keys(
        of range: KeyRange, in space: Space, _ transaction: inout WriteTransaction, max: Int
    ) throws -> [[UInt8]] {
        var found: [[UInt8]] = []
        var cursor = try transaction.cursor(in: base.database(space))
        var isOnEntry = try cursor.move(toAtOrAfter: range.lower)
        while isOnEntry, found.count < max {
            let key = cursor.keyBytes
            guard range.contains(key) else { break }
            found.append(key)
            isOnEntry = try cursor.moveToNext()
        }
        return found
    }

    // MARK: Ledger

    private func purgeLedger(
        _ transaction: inout WriteTransaction, _ result: inout CheckpointReport
    ) throws {
        guard
            let applied = try transaction.bytes(for: Keyspace.applied, in: base.database(.catalog))
        else { return }
        let state = try StoredValue(bytes: applied, start: 0).decoded("the applied state") {
            r throws(CodecError) in try AppliedState(from: &r)
        }
        let ledger = base.database(.ledger)
        // What a checkpoint brings must not outrun what it takes away.
        let entriesMax = max(entriesMax, result.entries)
        for ended in Keyspace.ledgerEnds(before: state.time.seconds) {
            for mark in try entries(of: ended, in: .ledger, &transaction, max: entriesMax) {
                try transaction.delete(mark.key, in: ledger)
                let key = try Keyspace.entry(ofLedgerEnd: mark.key)
                guard let value = try transaction.bytes(for: key, in: ledger) else { continue }
                // It may have been used anew since.
                let lastSecond = try LedgerForm.lastSecond(
                    of: StoredValue(bytes: value, start: 0))
                guard lastSecond < state.time.seconds else { continue }
                try transaction.delete(key, in: ledger)
                result.purgedLedgerEntries += 1
            }
        }
    }

    /// Up to `max` entries of a range of base, under their stored keys.
    private func entries(
        of range: KeyRange, in space: Space, _ transaction: inout WriteTransaction, max: Int
    ) throws -> [(key: [UInt8], value: [UInt8])] {
        var found: [(key: [UInt8], value: [UInt8])] = []
        var cursor = try transaction.cursor(in: base.database(space))
        var isOnEntry = try cursor.move(toAtOrAfter: range.lower)
        while isOnEntry, found.count < max {
            let key = cursor.keyBytes
            guard range.contains(key) else { break }
            found.append((key, cursor.valueBytes))
            isOnEntry = try cursor.moveToNext()
        }
        return found
    }
}
