import Model
import Values

/// Which items of a table a read asks for, in which order, and how many of them a page may have.
///
/// What `Query` and `Scan` have in common, and the same of indexes, whichever API they come from. Everything that reads many
/// items does it by the two functions below: where items are found, which of them are hidden and where
/// a page ends is said here and nowhere else.
protocol ItemsRead {
    var table: Table { get }
    /// The database that is walked, and the stored keys.
    var space: Space { get }
    var range: KeyRange { get }
    var isReversed: Bool { get }
    var limit: Int? { get }

    /// Bytes of stored items that one page passes at most, however few of them can be seen.
    var walkedBytesMax: Int { get }

    /// Whether what is read was dropped before the moment of the snapshot, so that there is nothing.
    func isGone(in layers: [LayerReader]) throws(StoreError) -> Bool

    /// Hands over the item that an entry of the walk stands for.
    func visitItem(
        ofEntry key: Span<UInt8>, _ value: Span<UInt8>, in layers: [LayerReader],
        _ body: (_ item: Span<UInt8>) throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool
}

// A read of the table itself walks the items.
extension ItemsRead {
    var space: Space { .items }
    var walkedBytesMax: Int { EngineLimits.walkedBytesMax }

    @inline(__always)
    func isGone(in layers: [LayerReader]) throws(StoreError) -> Bool { false }

    @inline(__always)
    func visitItem(
        ofEntry key: Span<UInt8>, _ value: Span<UInt8>, in layers: [LayerReader],
        _ body: (_ item: Span<UInt8>) throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool {
        try body(value)
    }
}

extension Snapshot {
    /// Hands the items of a read to `body` one by one where they lie, until it answers `false`.
    ///
    /// - Parameter body: gets the stored key, the item, and whether its time to live hides it.
    @inline(__always)
    func walkItems(
        of read: some ItemsRead,
        _ body: (_ key: Span<UInt8>, _ item: Span<UInt8>, _ isHidden: Bool) throws(CodecError)
            -> Bool
    ) throws(StoreError) {
        let ending = Ending(read.table, at: time)
        let layers = layers
        if try read.isGone(in: layers) { return }
        try visit(in: read.space, read.range, isReversed: read.isReversed) {
            (key, value) throws(StoreError) in
            try read.visitItem(ofEntry: key, value, in: layers) { (item) throws(StoreError) in
                do throws(CodecError) {
                    return try body(key, item, try ending?.hides(item) ?? false)
                } catch {
                    throw .corrupt("an item cannot be decoded: \(error)")
                }
            }
        }
    }

    /// Hands one page of a read to `body`, which answers how many bytes an item counts.
    ///
    /// - Parameter bytesMax: the page is left unfinished before the item with which more bytes than
    ///   this would be read.
    @inline(__always)
    func walkPage(
        of read: some ItemsRead, bytesMax: Int = .max,
        _ body: (_ item: Span<UInt8>, _ isHidden: Bool) throws(CodecError) -> Int
    ) throws(StoreError) -> (end: PageEnd<Key>, bounds: PageBounds) {
        var bounds = PageBounds(limit: read.limit, walkedBytesMax: read.walkedBytesMax)
        var end = PageEnd<Key>.last
        var bytesRead = 0
        let schema = read.table.keySchema
        try walkItems(of: read) { (_, item, isHidden) throws(CodecError) in
            bytesRead += item.count
            guard bytesRead <= bytesMax else {
                end = .unfinished
                return false
            }
            bounds.count(try body(item, isHidden), walked: item.count, isHidden: isHidden)
            guard bounds.areReached else { return true }
            end = .more(after: try schema.key(ofStored: item))
            return false
        }
        return (end, bounds)
    }
}

/// What comes behind a page of items; a position is an item's key, and in an index also the index's.
package enum PageEnd<Position: Hashable & Sendable>: Hashable, Sendable {
    /// Nothing.
    case last
    /// More, perhaps, after this position.
    case more(after: Position)
    /// The rest of the page itself.
    case unfinished
}

/// How much a page may evaluate by DynamoDB's rules: up to the limit, or the first item with which
/// it passes the byte bound.
///
/// Items past their time to live count for nothing, and an index's projection may have little of an
/// item, but walking over them costs time: after so many bytes of stored items a page ends, however few
/// of them could be seen.
struct PageBounds {
    private let limit: Int
    private let walkedBytesMax: Int
    private(set) var scannedCount = 0
    private(set) var evaluatedBytes = 0
    private var walkedBytes = 0

    init(limit: Int?, walkedBytesMax: Int) {
        self.limit = limit ?? .max
        self.walkedBytesMax = walkedBytesMax
    }

    /// - Parameters:
    ///   - bytes: what the item counts.
    ///   - walked: what it takes on the disk.
    mutating func count(_ bytes: Int, walked: Int, isHidden: Bool) {
        walkedBytes += walked
        guard !isHidden else { return }
        scannedCount += 1
        evaluatedBytes += bytes
    }

    var areReached: Bool {
        scannedCount >= limit || evaluatedBytes >= Limits.pageBytesMax
            || walkedBytes >= walkedBytesMax
    }
}

extension KeySchema {
    /// The key of an item where it lies.
    fileprivate func key(ofStored item: Span<UInt8>) throws(CodecError) -> Key {
        func value(of attribute: KeyAttribute) throws(CodecError) -> KeyValue {
            var attributes = try AttributeWalk(item)
            guard try attributes.move(to: attribute.name.bytes),
                let value = try attributes.readKeyValue()
            else { throw .invalid("key") }
            return value
        }
        return Key(
            partition: try value(of: partition),
            sort: try sort.map { (sort) throws(CodecError) in try value(of: sort) })
    }
}

/// Which stored items have ended as far as reads see it.
struct Ending {
    private let attribute: [UInt8]
    private let time: Timestamp

    /// `nil` for a table that hides nothing.
    init?(_ table: Table, at time: Timestamp) {
        guard let timeToLive = table.timeToLive, timeToLive.mode == .exact else { return nil }
        attribute = timeToLive.attribute.bytes
        self.time = time
    }

    /// Looks at nothing but the item's end.
    func hides(_ item: Span<UInt8>) throws(CodecError) -> Bool {
        var attributes = try AttributeWalk(item)
        guard try attributes.move(to: attribute), let end = try attributes.readNumber(),
            let last = TimeToLive.lastSecond(.number(end))
        else { return false }
        return TimeToLive.hasEnded(lastSecond: last, at: time)
    }
}
