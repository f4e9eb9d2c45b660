import Expressions
package import Model
package import Values

/// Where a page of an index ended: the index's key of its last item, and the item's own.
package struct IndexPosition: Hashable, Sendable {
    /// A value for each attribute of the index's key, of its type: the caller sees to that, as other
    /// values lead somewhere in the index without an error.
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
    /// What the index's projection has of the items evaluated, in bytes.
    package let evaluatedBytes: Int
    /// The size of each item evaluated that was read whole though the projection has less of it.
    package let fetchedSizes: [Int]
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
    var walkedBytesMax: Int { EngineLimits.indexedBytesMax }

    /// The entries of a dropped index are no longer kept, until they are gone too.
    func isGone(in layers: [LayerReader]) throws(StoreError) -> Bool {
        try layers.value(of: Keyspace.droppedIndex(address), in: .catalog) != nil
    }

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
    /// One page of a read of an index: evaluates items until the limit, `Limits.pageBytesMax` or
    /// `EngineLimits.indexedBytesMax`, then filters; nothing, once the index was dropped.
    func page(of read: some IndexRead) throws(StoreError) -> IndexPage {
        let names = read.readsWholeItems ? nil : read.index.projected
        let isFetching = read.readsWholeItems && read.index.projected != nil
        var images: [ItemImage] = []
        var projectedBytes = 0
        var fetchedSizes: [Int] = []
        let (end, bounds) = try walkPage(of: read) { (item, isHidden) throws(CodecError) in
            let whole = try ItemImage(validating: Array(copying: item))
            let image = names.map { whole.projected(to: $0) } ?? whole
            if !isHidden, read.filter?.holds(for: image) ?? true { images.append(image) }
            if isFetching, !isHidden {
                projectedBytes += read.index.projectedSize(of: whole)
                fetchedSizes.append(whole.size)
            }
            return image.size
        }
        var lastPosition: IndexPosition?
        if case .more(let key) = end { lastPosition = try position(of: key, in: read) }
        return IndexPage(
            images: images, scannedCount: bounds.scannedCount,
            evaluatedBytes: isFetching ? projectedBytes : bounds.evaluatedBytes,
            fetchedSizes: fetchedSizes, lastPosition: lastPosition)
    }

    /// Where an item of the index that is read lies in it.
    func position(
        of key: Key, in read: some IndexRead
    ) throws(StoreError) -> IndexPosition {
        guard let item = try value(of: Keyspace.item(key, in: read.table.id), in: .items)?.image(),
            let indexKey = read.index.key(of: item)
        else { throw .corrupt("an item has no entry in index \(read.index.name)") }
        return IndexPosition(indexKey: indexKey, key: key)
    }
}
