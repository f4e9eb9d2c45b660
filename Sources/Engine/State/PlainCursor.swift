import LMDB

/// Walks a range of one layer's database, key by key as LMDB has them, and copies nothing.
///
/// It knows nothing of long keys but when it stands on one: those are `LayerCursor`'s business.
struct PlainCursor: ~Copyable {
    private var cursor: Cursor
    private let layer: Layer
    private let markBytes: Int
    /// Where the walk ends: the first key behind it, or the last key in it when it goes back.
    private let bound: [UInt8]?
    private let isReversed: Bool
    /// Whether it stands on an entry of the range.
    private(set) var isInRange = false

    /// Stands on the first entry of a range whose bounds are plain keys.
    init(
        _ cursor: consuming Cursor, of layer: Layer, _ range: KeyRange, isReversed: Bool
    ) throws(StoreError) {
        self.cursor = cursor
        self.layer = layer
        markBytes = layer.markBytes
        self.isReversed = isReversed
        bound = isReversed ? range.lower : range.upper
        do {
            if !isReversed {
                isInRange =
                    range.lower.isEmpty
                    ? try self.cursor.moveToFirst()
                    : try self.cursor.move(toAtOrAfter: range.lower)
            } else if let upper = range.upper {
                isInRange = try self.cursor.move(toBefore: upper)
            } else {
                isInRange = try self.cursor.moveToLast()
            }
        } catch {
            throw StoreError(error, doing: "walking \(layer.environment.path)")
        }
        isInRange = isInRange && isWithinBound
    }

    /// Moves on in its direction.
    mutating func move() throws(StoreError) {
        do {
            isInRange = isReversed ? try cursor.moveToPrevious() : try cursor.moveToNext()
        } catch {
            throw StoreError(error, doing: "walking \(layer.environment.path)")
        }
        isInRange = isInRange && isWithinBound
    }

    private var isWithinBound: Bool {
        guard let bound else { return true }
        let order = cursor.compareKey(with: bound.span)
        return isReversed ? order >= 0 : order < 0
    }

    var isOnLongKey: Bool { cursor.key.count == LongKey.storedBytes }

    /// What all keys have in common that are stored like the long one it stands on.
    var family: [UInt8] { Array(cursor.keyBytes[..<LongKey.plainBytesMax]) }

    /// Hands the entry over, unless it is a deletion and only hides what lies below.
    func visit(
        _ body: (Span<UInt8>, Span<UInt8>) throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool {
        let value = cursor.value
        guard markBytes > 0 else { return try body(cursor.key, value) }
        guard value.count >= markBytes else { throw .corrupt("an empty value") }
        if value[0] == Layer.deletedMark { return true }
        return try body(cursor.key, value.extracting(markBytes...))
    }

    /// -1, 0 or 1 as its entry comes before, is, or comes after the other's in their direction.
    func order(relativeTo other: borrowing PlainCursor) -> Int {
        let order = cursor.compareKey(with: other.cursor.key)
        return isReversed ? -order : order
    }
}
