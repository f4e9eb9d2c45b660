import LMDB

/// Walks one database of one layer in the order of the full keys, forwards or backwards.
///
/// Long keys of one family are read together, sorted by their full keys and handed out one by one;
/// everything else is LMDB's own order.
final class LayerCursor {
    private var cursor: Cursor
    private let layer: Layer
    /// The members of the family that the cursor is in, sorted; empty outside families.
    private var family: [(key: [UInt8], value: [UInt8])] = []
    private var member = 0
    /// The full key that the cursor stands on; `nil` past either end.
    private(set) var key: [UInt8]?

    init(_ cursor: consuming Cursor, of layer: Layer) {
        self.cursor = cursor
        self.layer = layer
    }

    /// Moves to the first key that is not less than `wanted`; an empty one means the first of all.
    func move(toAtOrAfter wanted: [UInt8]) throws(StoreError) {
        family = []
        try moving { () throws(LMDBError) in
            if wanted.isEmpty { return try cursor.moveToFirst() }
            let prefix = Array(wanted.prefix(LongKey.plainBytesMax))
            return try cursor.move(toAtOrAfter: prefix)
        }
        try land(onLast: false)
        while let key, key.precedes(wanted) { try moveToNext() }
    }

    /// Moves to the last key that is less than `bound`; `nil` means the last of all.
    func move(toBefore bound: [UInt8]?) throws(StoreError) {
        family = []
        try moving { () throws(LMDBError) in
            guard let bound else { return try cursor.moveToLast() }
            if bound.count <= LongKey.plainBytesMax { return try cursor.move(toBefore: bound) }
            // Behind the whole family that `bound` may belong to.
            let prefix = Array(bound[..<LongKey.plainBytesMax])
            guard let end = KeyRange.firstKey(notStartingWith: prefix) else {
                return try cursor.moveToLast()
            }
            return try cursor.move(toBefore: end)
        }
        try land(onLast: true)
        while let bound, let key, !key.precedes(bound) { try moveToPrevious() }
    }

    func moveToNext() throws(StoreError) {
        if member + 1 < family.count {
            member += 1
            key = family[member].key
            return
        }
        if !family.isEmpty {
            // LMDB's cursor stands on the family's last member already.
            family = []
        }
        try moving { () throws(LMDBError) in try cursor.moveToNext() }
        try land(onLast: false)
    }

    func moveToPrevious() throws(StoreError) {
        if member > 0, !family.isEmpty {
            member -= 1
            key = family[member].key
            return
        }
        if let first = family.first {
            let prefix = Array(first.key[..<LongKey.plainBytesMax])
            family = []
            // A plain key of just these bytes is less than every member, and comes next.
            try moving { () throws(LMDBError) in
                try cursor.move(toBefore: KeyRange.firstKey(after: prefix))
            }
        } else {
            try moving { () throws(LMDBError) in try cursor.moveToPrevious() }
        }
        try land(onLast: true)
    }

    /// What the layer keeps under `key`.
    func finding() throws(StoreError) -> LayerReader.Finding {
        guard let key else { return .absent }
        let bytes = family.isEmpty ? cursor.valueBytes : family[member].value
        return try LayerReader.read(bytes, of: key, in: layer)
    }

    private func moving(_ move: () throws(LMDBError) -> Bool) throws(StoreError) {
        do {
            key = try move() ? cursor.keyBytes : nil
        } catch {
            throw StoreError(error, doing: "walking \(layer.environment.path)")
        }
    }

    /// After a move of LMDB's cursor: loads the family when it landed in one.
    private func land(onLast: Bool) throws(StoreError) {
        guard let stored = key, LongKey.isLong(stored: stored) else { return }
        let prefix = LongKey.family(ofStored: stored)
        do {
            // Members are longer than the prefix, so a plain key equal to it is not met here.
            var isInside = try cursor.move(toAtOrAfter: KeyRange.firstKey(after: prefix))
            while isInside, cursor.keyBytes.starts(with: prefix) {
                let value = cursor.valueBytes
                let (rest, _) = try LongKey.splitRest(of: value, from: layer.markBytes)
                family.append((prefix + rest, value))
                isInside = try cursor.moveToNext()
            }
            // Stay on the last member, so that one step leads out.
            _ = isInside ? try cursor.moveToPrevious() : try cursor.moveToLast()
        } catch let error as LMDBError {
            throw StoreError(error, doing: "walking \(layer.environment.path)")
        } catch let error as StoreError {
            throw error
        } catch {
            throw .system("\(error)")
        }
        guard !family.isEmpty else { throw .corrupt("a long key without a family") }
        family.sort { $0.key.precedes($1.key) }
        member = onLast ? family.count - 1 : 0
        key = family[member].key
    }
}
