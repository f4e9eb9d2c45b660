import LMDB

/// Walks a range of one layer's database in the order of the full keys, forwards or backwards.
///
/// Entries under plain keys are read where they lie. Long keys of one family (`LongKey`) are read
/// together, sorted by their full keys and handed out one by one. Of a large family only those are kept
/// that come next, and it is read again for the ones behind them.
struct LayerCursor: ~Copyable {
    /// An entry under a long key.
    private struct Member {
        let key: [UInt8]
        let value: [UInt8]
        /// Where in `value` the value proper begins.
        let start: Int
    }

    private var cursor: Cursor
    private let layer: Layer
    private let range: KeyRange
    private let isReversed: Bool
    /// The family's members that come next, in the direction of the walk; empty outside families.
    private var family: [Member] = []
    private var member = 0
    /// Whether the family has members in the range behind those.
    private var hasMoreMembers = false
    /// Whether it stands on an entry of the range.
    private(set) var isInRange = false

    /// Stands on the first entry of the range in its direction.
    init(
        _ cursor: consuming Cursor, of layer: Layer, _ range: KeyRange, isReversed: Bool
    ) throws(StoreError) {
        self.cursor = cursor
        self.layer = layer
        self.range = range
        self.isReversed = isReversed
        try land(isReversed ? try moveToEnd() : try moveToStart())
    }

    private mutating func moveToStart() throws(StoreError) -> Bool {
        let lower = range.lower
        do throws(LMDBError) {
            if lower.isEmpty { return try cursor.moveToFirst() }
            if lower.count <= LongKey.plainBytesMax {
                return try cursor.move(toAtOrAfter: lower)
            }
            let family = Array(lower[..<LongKey.plainBytesMax])
            guard try cursor.move(toAtOrAfter: family) else { return false }
            // A plain key that is just what they have in common comes before all of them.
            return cursor.compareKey(with: family.span) == 0 ? try cursor.moveToNext() : true
        } catch {
            throw walking(error)
        }
    }

    private mutating func moveToEnd() throws(StoreError) -> Bool {
        do throws(LMDBError) {
            guard let upper = range.upper else { return try cursor.moveToLast() }
            if upper.count <= LongKey.plainBytesMax { return try cursor.move(toBefore: upper) }
            // Behind the whole family that the bound may belong to.
            let family = Array(upper[..<LongKey.plainBytesMax])
            guard let end = KeyRange.firstKey(notStartingWith: family) else {
                return try cursor.moveToLast()
            }
            return try cursor.move(toBefore: end)
        } catch {
            throw walking(error)
        }
    }

    /// Moves on in its direction.
    mutating func move() throws(StoreError) {
        guard family.isEmpty else {
            member += 1
            if member < family.count { return }
            if hasMoreMembers {
                let last = family[member - 1].key
                return try readFamily(Array(last[..<LongKey.plainBytesMax]), behind: last)
            }
            return try leaveFamily()
        }
        let isReversed = isReversed
        try land(
            try step { (cursor) throws(LMDBError) in
                isReversed ? try cursor.moveToPrevious() : try cursor.moveToNext()
            })
    }

    private func walking(_ error: LMDBError) -> StoreError {
        StoreError(error, doing: "walking \(layer.environment.path)")
    }

    // MARK: The range

    /// Takes in where LMDB's cursor stands, if it stands on an entry.
    private mutating func land(_ isOnEntry: Bool) throws(StoreError) {
        guard isOnEntry, cursor.key.count == LongKey.storedBytes else {
            isInRange = isOnEntry && isWithinBound
            return
        }
        try enterFamily()
    }

    private var isWithinBound: Bool {
        if isReversed { return cursor.compareKey(with: range.lower.span) >= 0 }
        guard let upper = range.upper else { return true }
        return cursor.compareKey(with: upper.span) < 0
    }

    /// Whether keys that begin so may lie before the range's end.
    private func mayReach(family: [UInt8]) -> Bool {
        if !isReversed { return range.upper.map { family.precedes($0) } ?? true }
        return KeyRange.firstKey(notStartingWith: family).map { range.lower.precedes($0) } ?? true
    }

    // MARK: Families

    /// Reads the family whose member LMDB's cursor stands on.
    private mutating func enterFamily() throws(StoreError) {
        let prefix = LongKey.family(ofStored: cursor.keyBytes)
        isInRange = mayReach(family: prefix)
        guard isInRange else { return }
        try readFamily(prefix, behind: nil)
        if family.isEmpty { try leaveFamily() }
    }

    /// Reads the members that come next behind the key `last`, or the first ones.
    private mutating func readFamily(
        _ prefix: [UInt8], behind last: [UInt8]?
    ) throws(StoreError) {
        family = []
        member = 0
        hasMoreMembers = false
        var bytes = 0
        // Members are longer than the prefix, so a plain key equal to it is not met here.
        let first = KeyRange.firstKey(after: prefix)
        var isInside = try step { (cursor) throws(LMDBError) in
            try cursor.move(toAtOrAfter: first)
        }
        while isInside, cursor.keyBytes.starts(with: prefix) {
            let value = cursor.valueBytes
            let (rest, start) = try LongKey.splitRest(of: value, from: layer.markBytes)
            let key = prefix + rest
            if range.contains(key), last.map({ isAhead($0, of: key) }) ?? true {
                family.append(Member(key: key, value: value, start: start))
                bytes += key.count + value.count
                // A family may be much larger than a page.
                if family.count >= 2 * EngineLimits.familyMembersMax
                    || bytes >= 2 * EngineLimits.familyBytesMax
                {
                    bytes = sortFamily()
                }
            }
            isInside = try step { (cursor) throws(LMDBError) in try cursor.moveToNext() }
        }
        // Behind the family when going on, before it when going back.
        if isReversed {
            _ = try step { (cursor) throws(LMDBError) in try cursor.move(toBefore: first) }
        }
        _ = sortFamily()
    }

    /// Brings the members into their order, and lets go of those that do not come soon; answers how many
    /// bytes are left.
    private mutating func sortFamily() -> Int {
        let isReversed = isReversed
        family.sort { isReversed ? $1.key.precedes($0.key) : $0.key.precedes($1.key) }
        var count = 0
        var bytes = 0
        while count < min(family.count, EngineLimits.familyMembersMax),
            bytes < EngineLimits.familyBytesMax
        {
            bytes += family[count].key.count + family[count].value.count
            count += 1
        }
        if count < family.count {
            hasMoreMembers = true
            family.removeSubrange(count...)
        }
        return bytes
    }

    /// Whether `key` comes before `other` in the direction of the walk.
    private func isAhead(_ key: [UInt8], of other: [UInt8]) -> Bool {
        isReversed ? other.precedes(key) : key.precedes(other)
    }

    /// Moves LMDB's cursor; answers whether it stands on an entry then.
    private mutating func step(
        _ move: (inout Cursor) throws(LMDBError) -> Bool
    ) throws(StoreError) -> Bool {
        do throws(LMDBError) {
            return try move(&cursor)
        } catch {
            throw walking(error)
        }
    }

    /// Goes on with what LMDB's cursor stands on, which is outside the family already.
    private mutating func leaveFamily() throws(StoreError) {
        family = []
        try land(cursor.isOnEntry)
    }

    // MARK: The entry

    /// -1, 0 or 1 as its entry comes before, is, or comes after the other's in their direction.
    func order(relativeTo other: borrowing LayerCursor) -> Int {
        let order =
            switch (family.isEmpty, other.family.isEmpty) {
            case (true, true): cursor.compareKey(with: other.cursor.key)
            case (true, false): cursor.compareKey(with: other.memberKey.span)
            case (false, true): -other.cursor.compareKey(with: memberKey.span)
            case (false, false):
                memberKey.precedes(other.memberKey) ? -1 : memberKey == other.memberKey ? 0 : 1
            }
        return isReversed ? -order : order
    }

    private var memberKey: [UInt8] { family[member].key }

    /// Whether the entry is a tombstone, which only hides what lies below it.
    func isTombstone() throws(StoreError) -> Bool {
        guard layer.kind == .memtable else { return false }
        if !family.isEmpty { return family[member].value.first == Layer.tombstone }
        let value = cursor.value
        guard !value.isEmpty else { throw .corrupt("an empty value") }
        return value[0] == Layer.tombstone
    }

    /// Hands the entry over where it lies.
    func visit<Answer>(
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(StoreError) -> Answer
    ) throws(StoreError) -> Answer {
        guard family.isEmpty else {
            let entry = family[member]
            return try body(entry.key.span, entry.value.span.extracting(entry.start...))
        }
        return try body(cursor.key, cursor.value.extracting(layer.markBytes...))
    }

    /// A copy of the entry.
    func entry() -> (key: [UInt8], value: StoredValue) {
        guard family.isEmpty else {
            let entry = family[member]
            return (entry.key, StoredValue(bytes: entry.value, start: entry.start))
        }
        return (
            cursor.keyBytes, StoredValue(bytes: cursor.valueBytes, start: layer.markBytes)
        )
    }
}
