import Expressions
import Model
package import Values

/// One page of results, in order.
package struct Page: Sendable {
    package let images: [ItemImage]
    /// Items evaluated, those that the filter dropped included.
    package let scannedCount: Int
    /// Sizes of the evaluated items, which is what a page is charged for.
    package let evaluatedBytes: Int
    /// The last item evaluated, when there may be more behind it.
    package let lastKey: Key?

    /// The results, decoded every time.
    package var items: [Item] { images.map(\.item) }
}

/// How much a page may evaluate by DynamoDB's rules: up to the limit, or the first item with which
/// it passes the byte bound.
///
/// Items past their time to live count for nothing, but walking over them costs time: after
/// `walkedBytesMax` of stored items a page ends, however few of them could be seen.
struct PageBounds {
    private static let walkedBytesMax = 4 * Limits.pageBytesMax

    private let limit: Int
    private(set) var scannedCount = 0
    private(set) var evaluatedBytes = 0
    private var walkedBytes = 0

    init(limit: Int?) {
        self.limit = limit ?? .max
    }

    mutating func count(_ bytes: Int, isHidden: Bool) {
        walkedBytes += bytes
        guard !isHidden else { return }
        scannedCount += 1
        evaluatedBytes += bytes
    }

    var areReached: Bool {
        scannedCount >= limit || evaluatedBytes >= Limits.pageBytesMax
            || walkedBytes >= PageBounds.walkedBytesMax
    }
}

/// Collects a page; the filter sees an item after it was counted.
struct PageBuilder {
    private let table: Table
    private let time: Timestamp
    private let filter: Condition?
    private var images: [ItemImage] = []
    private var bounds: PageBounds
    private var last: ItemImage?

    init(table: Table, time: Timestamp, limit: Int?, filter: Condition?) {
        self.table = table
        self.time = time
        self.filter = filter
        bounds = PageBounds(limit: limit)
    }

    var isFull: Bool { bounds.areReached }

    /// Evaluates the next item; one past its time to live counts as not there.
    mutating func add(_ stored: ItemImage) {
        last = stored
        let visible = table.visible(stored, at: time)
        bounds.count(stored.size, isHidden: visible == nil)
        if let visible, filter?.holds(for: visible) ?? true { images.append(visible) }
    }

    func finish() throws(StoreError) -> Page {
        var lastKey: Key?
        if isFull, let last {
            do {
                lastKey = try table.keySchema.key(of: last)
            } catch {
                throw .corrupt("an item of table \(table.name) has no key: \(error)")
            }
        }
        return Page(
            images: images, scannedCount: bounds.scannedCount,
            evaluatedBytes: bounds.evaluatedBytes, lastKey: lastKey)
    }
}
