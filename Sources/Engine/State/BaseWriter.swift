import LMDB

/// The only way into the main store: one transaction of a checkpoint, which moves entries in and
/// takes garbage out.
///
/// Keys and values are as they are stored in base (`LongKey`).
struct BaseWriter: ~Copyable {
    /// An entry as it is stored.
    struct Entry {
        let key: [UInt8]
        /// Empty where the walk is over keys only.
        let value: [UInt8]
    }

    private let base: Layer
    private var transaction: WriteTransaction
    /// For messages.
    private let purpose: String

    /// - Parameter purpose: what the transaction is for, as in "a checkpoint".
    init(_ base: Layer, for purpose: String) throws(StoreError) {
        self.base = base
        self.purpose = purpose
        do {
            transaction = try base.environment.beginWrite()
        } catch {
            throw StoreError(error, doing: purpose)
        }
    }

    mutating func put(
        _ value: [UInt8], for key: [UInt8], in space: Space
    ) throws(StoreError) {
        do {
            try transaction.put(value, for: key, in: base.database(space))
        } catch {
            throw StoreError(error, doing: purpose)
        }
    }

    mutating func delete(_ key: [UInt8], in space: Space) throws(StoreError) {
        do {
            try transaction.delete(key, in: base.database(space))
        } catch {
            throw StoreError(error, doing: purpose)
        }
    }

    /// The value under a plain key.
    func value(of key: [UInt8], in space: Space) throws(StoreError) -> StoredValue? {
        do {
            return try transaction.bytes(for: key, in: base.database(space)).map {
                StoredValue(bytes: $0, start: 0)
            }
        } catch {
            throw StoreError(error, doing: purpose)
        }
    }

    /// Takes everything that `sealed` has over; answers how many entries that was.
    mutating func takeOver(_ sealed: Layer) throws(StoreError) -> Int {
        var count = 0
        do throws(LMDBError) {
            let source = try sealed.environment.beginRead()
            for space in Space.allCases {
                let target = base.database(space)
                var cursor = try source.cursor(in: sealed.database(space))
                var isOnEntry = try cursor.moveToFirst()
                while isOnEntry {
                    count += 1
                    let value = cursor.valueBytes
                    if value.first == Layer.tombstone {
                        try transaction.delete(cursor.keyBytes, in: target)
                    } else {
                        try transaction.put(
                            Array(value.dropFirst()), for: cursor.keyBytes, in: target)
                    }
                    isOnEntry = try cursor.moveToNext()
                }
            }
        } catch {
            throw StoreError(error, doing: purpose)
        }
        return count
    }

    /// The first entries of a range, up to `max` of them.
    mutating func entries(
        of range: KeyRange, in space: Space, max: Int, withValues: Bool = true
    ) throws(StoreError) -> [Entry] {
        var found: [Entry] = []
        var bytes = 0
        do throws(LMDBError) {
            var cursor = try transaction.cursor(in: base.database(space))
            var isOnEntry = try cursor.move(toAtOrAfter: range.lower)
            while isOnEntry, found.count < max, bytes < EngineLimits.sweptBytesMax {
                let key = cursor.keyBytes
                guard range.contains(key) else { break }
                found.append(Entry(key: key, value: withValues ? cursor.valueBytes : []))
                bytes += found[found.count - 1].value.count
                isOnEntry = try cursor.moveToNext()
            }
        } catch {
            throw StoreError(error, doing: purpose)
        }
        return found
    }

    /// Removes the entries of a range, each once `body` has seen it, until `budget` is used up.
    ///
    /// Returns whether the range is empty now.
    mutating func sweep(
        _ range: KeyRange, in space: Space, _ budget: inout Int, withValues: Bool = true,
        _ body: (Entry, inout BaseWriter) throws(StoreError) -> Void = { _, _ in }
    ) throws(StoreError) -> Bool {
        var rest = range
        while budget > 0 {
            let chunk = try entries(
                of: rest, in: space, max: min(budget, EngineLimits.sweptEntriesMax),
                withValues: withValues)
            guard let last = chunk.last else { return true }
            for entry in chunk {
                try body(entry, &self)
                try delete(entry.key, in: space)
            }
            budget -= chunk.count
            rest = rest.clamped(from: KeyRange.firstKey(after: last.key))
        }
        return false
    }

    consuming func commit() throws(StoreError) {
        let purpose = purpose
        do {
            try transaction.commit()
        } catch {
            throw StoreError(error, doing: purpose)
        }
    }
}
