package import Commands
import Model
import Values

extension WriteBatch: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        switch try context.apply(together: writes) {
        case .applied(let changes): .success(changes)
        case .tableNotFound: .failure(.rejected(.tableNotFound))
        case .cancelled(let index, let reason, _):
            .failure(.rejected(.write(index: index, reason)))
        }
    }
}

extension Transaction: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        let time = context.time
        let key = token.map { Keyspace.transaction(of: $0.text) }
        if let token, let key,
            let record = try context.recorder.entry(key, as: TransactionRecord.self, at: time)
        {
            return record.digest == token.digest
                ? .success(.repeated(imageBytes: record.imageBytes))
                : .failure(.rejected(.tokenMismatch))
        }
        switch try context.apply(together: writes) {
        case .tableNotFound: return .failure(.rejected(.tableNotFound))
        case .cancelled(_, _, let reasons): return .failure(.rejected(.cancelled(reasons)))
        case .applied(let changes):
            if let token, let key {
                let record = TransactionRecord(
                    lastSecond: time.seconds + Limits.tokenLifeSeconds, digest: token.digest,
                    imageBytes: changes.map { $0.newImage?.size ?? 0 })
                try context.recorder.record(record, under: key)
            }
            return .success(.applied(changes))
        }
    }
}

/// What becomes of writes of which all happen or none.
private enum JointWrites {
    case applied([Change])
    case tableNotFound
    /// The first write that is rejected, and one reason per write; `nil` where that write was fine.
    case cancelled(first: Int, WriteRejection, all: [WriteRejection?])
}

extension ApplyContext {
    /// Writes of which all happen or none, each decided against the state before all of them.
    ///
    /// That goes for ids of ONCE too: actions that share one are applied together, once.
    fileprivate mutating func apply(
        together writes: [ItemWrite]
    ) throws(StoreError) -> JointWrites {
        let time = time
        var changes: [Change] = []
        var places: [WorkingSet.Place] = []
        var reasons: [WriteRejection?] = []
        var first: (index: Int, reason: WriteRejection)?
        for write in writes {
            guard let table = catalog[write.table] else { return .tableNotFound }
            let place = try recorder.place(of: Keyspace.item(write.key, in: table.id), in: table)
            let old = recorder.visible(place, at: time)
            let use = try recorder.use(
                of: write.once, for: writes.onceDigest(of: write), in: table, at: time)
            do throws(WriteRejection) {
                switch use {
                case .new:
                    changes.append(try write.decide(old: old, in: table))
                case .repeated: changes.append(write.repeated(on: old))
                case .reused: throw .onceReused
                }
                places.append(place)
                reasons.append(nil)
            } catch {
                if first == nil { first = (reasons.count, error) }
                reasons.append(error)
            }
        }
        if let first { return .cancelled(first: first.index, first.reason, all: reasons) }
        for ((write, change), place) in zip(zip(writes, changes), places)
        where !write.isCheck && !change.isRepeat {
            guard let table = catalog[write.table] else { continue }
            // Not its end: another write before it may have been to the same item.
            let kept = KeptParts(indexed: write.kept(by: change, in: table).indexed)
            try recorder.record(change.newImage, in: place, by: moment, keeping: kept)
            guard let id = write.once else { continue }
            try recorder.recordOnce(
                id, for: writes.onceDigest(of: write), in: table, at: time)
        }
        return .applied(changes)
    }
}
