import Expressions
package import Model
package import Values

/// Where a page of an index ended: the index's key of its last item, and the item's own.
package struct IndexPosition: Hashable, Sendable {
    package let indexKey: IndexKey
    package let key: Key

    package init(indexKey: IndexKey, key: Key) {
        self.indexKey = indexKey
        self.key = key
    }
}

/// One page of a read of an index, in the index's order.
package struct IndexPage: Sendable {
    /// What the index's projection has of each item, its keys among them, or whole items.
    package let images: [ItemImage]
    /// Items evaluated, those that the filter dropped included.
    package let scannedCount: Int
    /// Sizes of what was evaluated, as it would be in `images`.
    package let evaluatedBytes: Int
    /// The last item evaluated, when there may be more behind it.
    package let lastPosition: IndexPosition?

    /// The results, decoded every time.
    package var items: [Item] { images.map(\.item) }
}

/// What a query and a scan of an index have in common.
protocol IndexRead: ItemsRead {
    var index: SecondaryIndex { get }
    var filter: Condition? { get }
    /// Whether items are read whole, whatever the index's projection has of them.
    var readsWholeItems: Bool { get }
}

extension IndexRead {
    var space: Space { .indexes }

    var address: IndexAddress { IndexAddress(table: table.id, index: index.id) }

    /// The key of the entry at `position`.
    func entry(at position: IndexPosition) -> [UInt8] {
        Keyspace.entry(
            position.indexKey, of: address, itemKey: Keyspace.item(position.key, in: table.id))
    }

    /// Looks the item up in the state that the entry is of.
    func visitItem(
        ofEntry key: Span<UInt8>, _ value: Span<UInt8>, in layers: [LayerReader],
        _ body: (_ item: Span<UInt8>) throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool {
        let itemKey = try Keyspace.itemKey(ofEntry: key, value)
        guard let item = try layers.value(of: itemKey, in: .items) else {
            throw .corrupt("an entry of index \(index.name) leads to no item")
        }
        return try body(item.bytes.span.extracting(item.start...))
    }
}

extension Snapshot {
    /// Whether the index that is read was deleted after the reader had found it: its entries are no
    /// longer those of the items, and none of them may be followed.
    func isDropped(_ read: some IndexRead) throws(StoreError) -> Bool {
        try value(of: Keyspace.droppedIndex(read.address), in: .catalog) != nil
    }

    /// One page of a read of an index: evaluates items until the limit or `Limits.pageBytesMax`, then
    /// filters.
    ///
    /// A deleted index has none.
    func page(of read: some IndexRead) throws(StoreError) -> IndexPage {
        if try isDropped(read) {
            return IndexPage(images: [], scannedCount: 0, evaluatedBytes: 0, lastPosition: nil)
        }
        let names = read.readsWholeItems ? nil : read.index.projected
        var images: [ItemImage] = []
        var last: ItemImage?
        let (end, bounds) = try walkPage(of: read) { (item, isHidden) throws(CodecError) in
            let whole = try ItemImage(validating: Array(copying: item))
            last = whole
            let image = names.map { whole.projected(to: $0) } ?? whole
            if !isHidden, read.filter?.holds(for: image) ?? true { images.append(image) }
            return image.size
        }
        var lastPosition: IndexPosition?
        if case .more(let key) = end, let indexKey = last.flatMap({ read.index.key(of: $0) }) {
            lastPosition = IndexPosition(indexKey: indexKey, key: key)
        }
        return IndexPage(
            images: images, scannedCount: bounds.scannedCount,
            evaluatedBytes: bounds.evaluatedBytes, lastPosition: lastPosition)
    }
}
