import Expressions
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

extension Snapshot {
    /// One page of a read: evaluates items until the limit or `Limits.pageBytesMax`, then filters.
    func page(of read: some ItemsRead, filter: Condition?) throws(StoreError) -> Page {
        var images: [ItemImage] = []
        let (end, bounds) = try walkPage(of: read) { (item, isHidden) throws(CodecError) in
            let image = try ItemImage(validating: Array(copying: item))
            if !isHidden, filter?.holds(for: image) ?? true { images.append(image) }
            return image.size
        }
        let lastKey: Key? = if case .more(let key) = end { key } else { nil }
        return Page(
            images: images, scannedCount: bounds.scannedCount,
            evaluatedBytes: bounds.evaluatedBytes, lastKey: lastKey)
    }
}
