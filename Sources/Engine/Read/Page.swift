import Expressions
import Mutations
package import Values

/// One page of results, in order.
package struct Page: Sendable {
    package let items: [Item]
    /// Items evaluated, those that the filter dropped included.
    package let scannedCount: Int
    /// Sizes of the evaluated items, which is what a page is charged for.
    package let evaluatedBytes: Int
    /// The last item evaluated, when there may be more behind it.
    package let lastKey: Key?
}

/// Collects a page by DynamoDB's rules: it ends at the limit or at the first item with
/// which it passes the byte bound; the filter sees an item after it was counted.
///
/// Items past their time to live count for nothing, but walking over them costs time: after
/// `walkedBytesMax` of stored items a page ends, however few of them could be seen.
struct PageBuilder {
    private static let walkedBytesMax = 4 * Limits.pageBytesMax

    private let table: Table
    private let time: Timestamp
    private let limit: Int
    private let filter: Condition?
    private var items: [Item] = []
    private var scannedCount = 0
    private var evaluatedBytes = 0
    private var walkedBytes = 0
    private var last: Item?
    private(set) var isFull = false

    init(table: Table, time: Timestamp, limit: Int?, filter: Condition?) {
        self.table = table
        self.time = time
        self.limit = limit ?? .max
        self.filter = filter
    }

    /// Evaluates the next item; one past its time to live counts as not there.
    mutating func add(_ stored: Item) {
        let bytes = stored.size
        walkedBytes += bytes
        last = stored
        if let item = table.visible(stored, at: time) {
            scannedCount += 1
            evaluatedBytes += bytes
            if filter?.holds(for: item) ?? true { items.append(item) }
        }
        isFull =
            scannedCount >= limit || evaluatedBytes >= Limits.pageBytesMax
            || walkedBytes >= PageBuilder.walkedBytesMax
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
            items: items, scannedCount: scannedCount, evaluatedBytes: evaluatedBytes,
            lastKey: lastKey)
    }
}
