package import Commands
import Model
import Values

extension ExpireItems: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        var count = 0
        for expiry in expiries {
            guard let table = context.catalog[expiry.table] else {
                try context.recorder.removeExpiry(
                    lastSecond: expiry.lastSecond, itemKey: expiry.storedKey)
                continue
            }
            let place = try context.recorder.place(of: expiry.storedKey, in: table)
            let item = context.recorder[place]
            if let item, expiry.holds(for: item, in: table, at: context.time) {
                try context.recorder.recordEnd(in: place, by: context.moment)
                count += 1
            } else if item.flatMap({ table.timeToLive?.lastSecond(of: $0) }) != expiry.lastSecond {
                // Left behind while time to live was off, or by another attribute.
                try context.recorder.removeExpiry(
                    lastSecond: expiry.lastSecond, itemKey: expiry.storedKey)
            }
        }
        return .success(count)
    }
}

extension BackfillStep: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        guard let table = context.catalog[table] else {
            return .failure(.rejected(TableNotFound()))
        }
        // Not wanted any more, wanted anew or walked further since the step was prepared.
        guard table.backfills[kind] == walk else { return .success(table) }
        try context.recorder.flush()
        for itemKey in storedKeys {
            try context.recorder.backfill(kind, itemKey, of: table)
        }
        // Changes that follow find the table as the step leaves it.
        try context.recorder.flush()
        guard
            let walked = context.catalog.setBackfill(kind, goingOnAt: next, of: table.id)
        else { return .failure(.rejected(TableNotFound())) }
        try context.recorder.record(walked)
        return .success(walked)
    }
}

extension TrimStreams: StoreCommand {
    package func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome {
        for trim in trims {
            if let dropped = context.catalog.trim(trim, at: context.time) {
                try context.recorder.recordDrop(of: dropped)
            } else if let stream = context.catalog.streams[trim.stream] {
                try context.recorder.record(stream)
            }
        }
        return .success(())
    }
}
