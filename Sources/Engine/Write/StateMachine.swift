import Expressions
import Mutations
import Values

/// A command in its place in the order: what the log says, decoded.
struct Command {
    let position: UInt64
    let time: Timestamp
    let mutation: Mutation
}

/// Applies commands one after the other: the same commands on the same state give the same state and
/// the same replies, on every machine, today and at replay.
struct StateMachine {
    private(set) var catalog: Catalog

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
            return try applyAlone(write, at: command.time, to: &recorder)
        case .batch(let writes):
            return try apply(writes, at: command.time, to: &recorder).map { .changes($0) }
        case .transaction(let transaction):
            return try apply(transaction, at: command.time, to: &recorder)
        case .catalog(let mutation):
            return try apply(mutation, at: command.time, to: &recorder)
        case .expire(let expiries):
            return .success(try apply(expiries, at: command.time, to: &recorder))
        case .indexExpiries(let backfill):
            return try apply(backfill, to: &recorder)
        }
    }

    // MARK: Writes

    private func applyAlone(
        _ write: ItemWrite, at time: Timestamp, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        guard let table = catalog[write.table] else { return .failure(.tableNotFound) }
        let itemKey = Keyspace.item(write.key, in: table.id)
        let old = table.visible(try recorder.item(itemKey, in: table), at: time)
        do {
            let change = try write.decide(old: old, schema: table.keySchema)
            if write.action != .check { recorder.record(change.new, under: itemKey) }
            return .success(.change(change))
        } catch {
            return .failure(error)
        }
    }

    /// Writes of which all happen or none, each decided against the state before all of them.
    private func apply(
        _ writes: [ItemWrite], at time: Timestamp, to recorder: inout Recorder
    ) throws(StoreError) -> Result<[Change], Refusal> {
        var changes: [Change] = []
        var keys: [[UInt8]] = []
        var reasons: [Refusal?] = []
        for write in writes {
            guard let table = catalog[write.table] else { return .failure(.tableNotFound) }
            let itemKey = Keyspace.item(write.key, in: table.id)
            let old = table.visible(try recorder.item(itemKey, in: table), at: time)
            do {
                changes.append(try write.decide(old: old, schema: table.keySchema))
                keys.append(itemKey)
                reasons.append(nil)
            } catch {
                reasons.append(error)
            }
        }
        guard changes.count == writes.count else { return .failure(.cancelled(reasons)) }
        for ((write, change), itemKey) in zip(zip(writes, changes), keys)
        where write.action != .check {
            recorder.record(change.new, under: itemKey)
        }
        return .success(changes)
    }

    private func apply(
        _ transaction: Transaction, at time: Timestamp, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        guard let token = transaction.token else {
            return try apply(transaction.writes, at: time, to: &recorder).map { .changes($0) }
        }
        if let receipt = try recorder.receipt(of: token.text, at: time) {
            return receipt.digest == token.digest
                ? .success(.replayed(imageBytes: receipt.imageBytes)) : .failure(.tokenMismatch)
        }
        switch try apply(transaction.writes, at: time, to: &recorder) {
        case .failure(let refusal):
            return .failure(refusal)
        case .success(let changes):
            let receipt = Receipt(
                lastSecond: time.seconds + Limits.tokenLifeSeconds, digest: token.digest,
                imageBytes: changes.map { $0.new?.size ?? 0 })
            try recorder.record(receipt, of: token.text)
            return .success(.changes(changes))
        }
    }

    // MARK: Catalog

    private mutating func apply(
        _ mutation: CatalogMutation, at time: Timestamp, to recorder: inout Recorder
    ) throws(StoreError) -> Result<Reply, Refusal> {
        // What was written before this command was written under the table as it was before it.
        try recorder.flush()
        let table: Table
        do {
            table = try catalog.apply(mutation, at: time)
        } catch {
            return .failure(error)
        }
        if case .delete = mutation {
            try recorder.recordDrop(of: table)
        } else {
            try recorder.record(table, nextID: catalog.nextID)
        }
        return .success(.table(table))
    }

    // MARK: Expiry

    private func apply(
        _ expiries: [Expiry], at time: Timestamp, to recorder: inout Recorder
    ) throws(StoreError) -> Reply {
        var count = 0
        for expiry in expiries {
            guard let table = catalog[expiry.table] else {
                try recorder.removeExpiry(
                    lastSecond: expiry.lastSecond, itemKey: expiry.storedKey)
                continue
            }
            let item = try recorder.item(expiry.storedKey, in: table)
            if let item, expiry.holds(for: item, in: table, at: time) {
                recorder.record(nil, under: expiry.storedKey)
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
        guard let timeToLive = table.timeToLive, table.expiryBackfill == backfill.walk else {
            return .success(.table(table))
        }
        try recorder.flush()
        for itemKey in backfill.storedKeys {
            guard let item = try recorder.item(itemKey, in: table),
                let lastSecond = timeToLive.lastSecond(of: item)
            else { continue }
            try recorder.addExpiry(lastSecond: lastSecond, itemKey: itemKey)
        }
        catalog.setExpiryBackfill(backfill.next, of: table.id)
        if let walked = catalog[table.id] {
            try recorder.record(walked, nextID: catalog.nextID)
            return .success(.table(walked))
        }
        return .failure(.tableNotFound)
    }
}
