/// Walks a range of one database over all layers: the newest layer's word counts, deletions hide.
struct MergedCursor: ~Copyable {
    /// Newest first, so that the first of equal keys is the one that counts.
    private let cursors: [LayerCursor]
    private let range: KeyRange
    private let isReversed: Bool

    init(
        over layers: [LayerReader], in space: Space, _ range: KeyRange, isReversed: Bool = false
    ) throws(StoreError) {
        self.range = range
        self.isReversed = isReversed
        var cursors: [LayerCursor] = []
        cursors.reserveCapacity(layers.count)
        for layer in layers {
            let cursor = try layer.cursor(in: space)
            if isReversed {
                try cursor.move(toBefore: range.upper)
            } else {
                try cursor.move(toAtOrAfter: range.lower)
            }
            cursors.append(cursor)
        }
        self.cursors = cursors
    }

    /// The next key in the range with its value, or `nil` at the end.
    mutating func next() throws(StoreError) -> (key: [UInt8], value: StoredValue)? {
        while let key = nearest, range.contains(key) {
            var finding = LayerReader.Finding.absent
            for cursor in cursors where cursor.key == key {
                if case .absent = finding { finding = try cursor.finding() }
                if isReversed { try cursor.moveToPrevious() } else { try cursor.moveToNext() }
            }
            if case .present(let value) = finding { return (key, value) }
        }
        return nil
    }

    /// The key that comes next among all layers.
    private var nearest: [UInt8]? {
        var nearest: [UInt8]?
        for cursor in cursors {
            guard let key = cursor.key else { continue }
            guard let best = nearest else {
                nearest = key
                continue
            }
            if isReversed ? best.precedes(key) : key.precedes(best) { nearest = key }
        }
        return nearest
    }
}
