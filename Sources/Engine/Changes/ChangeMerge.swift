import Commands
import Model
import Values

/// What one page of changes may hold.
struct ChangeBounds {
    /// `nil` for all.
    let slots: Range<Int>?
    let limit: Int
    let bytesMax: Int
}

/// Walks shards of a stream in the order of their sequence numbers.
struct ChangeMerge: ~Copyable {
    /// A class, as arrays do not hold what cannot be copied.
    private final class Shard {
        private var cursor: MergedCursor
        private(set) var next: (sequence: SequenceNumber, value: StoredValue)?

        init(_ cursor: consuming MergedCursor) throws(StoreError) {
            self.cursor = cursor
            try advance()
        }

        func advance() throws(StoreError) {
            guard let (key, value) = try cursor.next() else {
                next = nil
                return
            }
            next = (try Keyspace.splitChange(key).sequence, value)
        }
    }

    private var shards: [Shard] = []

    init(
        _ snapshot: borrowing Snapshot, _ stream: ChangeStream, shards: Range<Int>,
        after position: SequenceNumber
    ) throws(StoreError) {
        for shard in shards {
            let range = Keyspace.changes(
                of: stream.id, shard: shard,
                position.successor...SequenceNumber(rawValue: .max))
            self.shards.append(try Shard(try snapshot.cursor(in: .changes, range)))
        }
    }

    /// Adds what follows to `page`, as far as the bounds allow.
    mutating func fill(_ page: inout ChangePage, _ bounds: ChangeBounds) throws(StoreError) {
        var bytes = 0
        var passedOver = 0
        while let shard = nearest, let next = shard.next {
            if let slots = bounds.slots {
                let header = try ChangeHeader(next.value)
                if !slots.contains(Int(header.slot)) {
                    passedOver += 1
                    page.scannedThrough = next.sequence
                    try shard.advance()
                    guard passedOver < EngineLimits.passedChangesMax else {
                        page.isAtEnd = nearest == nil
                        return
                    }
                    continue
                }
            }
            let storedBytes = next.value.bytes.count - next.value.start
            guard
                page.records.isEmpty
                    || (page.records.count < bounds.limit && storedBytes <= bounds.bytesMax - bytes)
            else {
                page.isAtEnd = false
                return
            }
            bytes += storedBytes
            page.records.append(try ChangeRecord(next.value, at: next.sequence))
            page.scannedThrough = next.sequence
            try shard.advance()
        }
    }

    private var nearest: Shard? {
        var nearest: Shard?
        for shard in shards {
            guard let next = shard.next else { continue }
            if let best = nearest?.next, best.sequence <= next.sequence { continue }
            nearest = shard
        }
        return nearest
    }
}
