import Engine
import Model
import Values

/// A page of a SELECT's items.
struct SelectedItems {
    let images: [ItemImage]
    let scannedCount: Int
    let evaluatedBytes: Int
    /// The last item evaluated, when there may be more behind it.
    let last: SelectPosition?
    let cost: TableCapacity

    init(
        images: [ItemImage], scannedCount: Int, evaluatedBytes: Int, last: SelectPosition?,
        cost: TableCapacity
    ) {
        self.images = images
        self.scannedCount = scannedCount
        self.evaluatedBytes = evaluatedBytes
        self.last = last
        self.cost = cost
    }

    /// A page of the table.
    init(_ page: Page, consistent: Bool, parts: Int = 1) {
        self.init(
            images: page.images, scannedCount: page.scannedCount,
            evaluatedBytes: page.evaluatedBytes, last: page.lastKey.map { SelectPosition(key: $0) },
            cost: TableCapacity(
                .read(bytes: page.evaluatedBytes, consistent: consistent, parts: parts)))
    }
}
