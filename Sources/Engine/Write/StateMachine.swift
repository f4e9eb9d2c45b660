import Commands
import Expressions
import Model
import Values

/// A command in its place in the order: what the log says, decoded.
struct Command {
    let position: UInt64
    let time: Timestamp
    let mutation: Mutation

    var moment: LogMoment { LogMoment(time: time, position: position) }
}

/// Applies commands one after the other: the same commands on the same state give the same state and
/// the same replies, on every machine, today and at replay.
struct StateMachine {
    var catalog: Catalog

    init(catalog: Catalog) {
        self.catalog = catalog
    }

    /// Applies one command.
    ///
    /// A refusal is a reply like any other: it changes nothing.
    mutating func apply(
        _ command: Command, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        switch command.mutation {
        case .write(let write):
            return try applyAlone(write, command, to: &recorder)
        case .batch(let writes):
            return try apply(writes, command, to: &recorder).map { .changes($0) }
        case .transaction(let transaction):
            return try apply(transaction, command, to: &recorder)
        case .increments(let batch):
            return try apply(batch, command, to: &recorder)
        case .catalog(let mutation):
            return try apply(mutation, at: command.moment, to: &recorder)
        case .expire(let expiries):
            return .success(try apply(expiries, command, to: &recorder))
        case .indexExpiries(let backfill):
            return try apply(backfill, to: &recorder)
        case .handler(let mutation):
            return try apply(mutation, at: command.moment, to: &recorder)
        case .advance(let advance):
            return try apply(advance, command, to: &recorder)
        case .trim(let trims):
            try apply(trims, at: command.time, to: &recorder)
            return .success(.trimmed)
        }
    }

    // MARK: Writes

    private func applyAlone(
        _ write: ItemWrite, _ command: Command, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        guard let table = catalog[write.table] else { return .failure(.tableNotFound) }
        let time = command.time
        let place = try recorder.place(of: Keyspace.item(write.key, in: table.id), in: table)
        let old = recorder.visible(place, at: time)
        let once = write.once
        let digest = once == nil ? nil : write.onceDigest
        switch try recorder.use(of: once, for: digest, in: table, at: time) {
        case .new: break
        case .repeated: return .success(.change(write.repeated(on: old)))
        case .reused: return .failure(.onceReused)
        }
        let change: Change
        do throws(Refusal) {
            change = try write.decide(old: old, schema: table.keySchema)
        } catch {
            return .failure(error)
        }
        if write.action != .check {
            try recorder.record(change.newImage, in: place, by: command)
        }
        if let once { try recorder.recordOnce(once, for: digest, in: table, at: time) }
        return .success(.change(change))
    }

    /// Writes of which all happen or none, each decided against the state before all of them.
    ///
    /// That goes for ids of ONCE too: actions that share one are applied together, once.
    private func apply(
        _ writes: [ItemWrite], _ command: Command, to recorder: inout Recorder
    ) throws(StoreError) -> Result<[Change], Refusal> {
        let time = command.time
        var changes: [Change] = []
        var places: [TouchedItems.Place] = []
        var reasons: [Refusal?] = []
        for write in writes {
            guard let table = catalog[write.table] else { return .failure(.tableNotFound) }
            let place = try recorder.place(of: Keyspace.item(write.key, in: table.id), in: table)
            let old = recorder.visible(place, at: time)
            let use = try recorder.use(
                of: write.once, for: writes.onceDigest(of: write), in: table, at: time)
            do throws(Refusal) {
                switch use {
                case .new:
                    changes.append(try write.decide(old: old, schema: table.keySchema))
                case .repeated: changes.append(write.repeated(on: old))
                case .reused: throw .onceReused
                }
                places.append(place)
                reasons.append(nil)
            } catch {
                reasons.append(error)
            }
        }
        guard changes.count == writes.count else { return .failure(.cancelled(reasons)) }
        for ((write, change), place) in zip(zip(writes, changes), places)
        where write.action != .check && !change.isRepeat {
            try recorder.record(change.newImage, in: place, by: command)
            guard let id = write.once, let table = catalog[write.table] else { continue }
            try recorder.recordOnce(
                id, for: writes.onceDigest(of: write), in: table, at: time)
        }
        return .success(changes)
    }

    private func apply(
        _ transaction: Transaction, _ command: Command, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        guard let token = transaction.token else {
            return try apply(transaction.writes, command, to: &recorder).map { .changes($0) }
        }
        let time = command.time
        let key = Keyspace.receipt(of: token.text)
        if let receipt = try recorder.entry(key, as: Receipt.self, at: time) {
            return receipt.digest == token.digest
                ? .success(.replayed(imageBytes: receipt.imageBytes)) : .failure(.tokenMismatch)
        }
        switch try apply(transaction.writes, command, to: &recorder) {
        case .failure(let refusal):
            return .failure(refusal)
        case .success(let changes):
            let receipt = Receipt(
                lastSecond: time.seconds + Limits.tokenLifeSeconds, digest: token.digest,
                imageBytes: changes.map { $0.newImage?.size ?? 0 })
            try recorder.record(receipt, under: key)
            return .success(.changes(changes))
        }
    }

    // MARK: Increments

    /// Writes of which all happen or none, each seeing the ones before it, and the source's mark.
    private func apply(
        _ batch: IncrementBatch, _ command: Command, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        guard let table = catalog[batch.table] else { return .failure(.tableNotFound) }
        let time = command.time
        let markKey = Keyspace.source(batch.mark.source, in: table.id)
        let known = try recorder.entry(markKey, as: SourceRecord.self, at: time)
        if let answer = known?.answer(to: batch.mark) { return answer }
        var progress = BatchProgress(command, in: recorder)
        for (index, write) in batch.writes.enumerated() {
            if let refusal = try progress.add(write, of: table, at: index, to: &recorder) {
                progress.takeBack(from: &recorder)
                return .failure(refusal)
            }
        }
        try progress.recordOnce(in: &recorder)
        try recorder.record(
            SourceRecord(batch.mark, at: time, after: known), under: markKey, replacing: known)
        return .success(.applied)
    }

    // MARK: Catalog

    private mutating func apply(
        _ mutation: CatalogMutation, at moment: LogMoment, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        // What was written before this command was written under the table as it was before it.
        try recorder.flush()
        let table: Table
        do {
            table = try catalog.apply(mutation, at: moment)
        } catch {
            return .failure(error)
        }
        if case .delete = mutation {
            try recorder.recordDrop(of: table)
        } else {
            try recorder.record(table)
        }
        for stream in catalog.streams(of: table.id) { try recorder.record(stream) }
        try recorder.record(catalog.next)
        return .success(.table(table))
    }

    // MARK: Expiry

    private func apply(
        _ expiries: [Expiry], _ command: Command, to recorder: inout Recorder
    ) throws(StoreError) -> Reply {
        var count = 0
        for expiry in expiries {
            guard let table = catalog[expiry.table] else {
                try recorder.removeExpiry(
                    lastSecond: expiry.lastSecond, itemKey: expiry.storedKey)
                continue
            }
            let place = try recorder.place(of: expiry.storedKey, in: table)
            let item = recorder[place]
            if let item, expiry.holds(for: item, in: table, at: command.time) {
                try recorder.recordEnd(in: place, by: command)
                count += 1
            } else if item.flatMap({ table.timeToLive?.lastSecond(of: $0) }) != expiry.lastSecond {
                // Left behind while time to live was off, or by another attribute.
                try recorder.removeExpiry(
                    lastSecond: expiry.lastSecond, itemKey: expiry.storedKey)
            }
        }
        return .expired(count: count)
    }

    private mutating func apply(
        _ backfill: ExpiryBackfill, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        guard let table = catalog[backfill.table] else { return .failure(.tableNotFound) }
        // Switched off, enabled anew or walked further since the step was prepared.
        guard table.timeToLive != nil, table.expiryBackfill == backfill.walk else {
            return .success(.table(table))
        }
        try recorder.flush()
        for itemKey in backfill.storedKeys {
            try recorder.backfill(itemKey, of: table)
        }
        catalog.setExpiryBackfill(backfill.next, of: table.id)
        if let walked = catalog[table.id] {
            try recorder.record(walked)
            return .success(.table(walked))
        }
        return .failure(.tableNotFound)
    }
}
