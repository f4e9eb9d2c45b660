package import Values

/// The values by which an index has an item, one for each attribute of the index's key.
package struct IndexKey: Hashable, Sendable {
    package let partition: [KeyValue]
    package let sort: [KeyValue]

    package init(partition: [KeyValue], sort: [KeyValue] = []) {
        self.partition = partition
        self.sort = sort
    }
}

extension SecondaryIndex {
    /// Hands the values of the key's attributes over where they lie in an item, in the key's order.
    ///
    /// Answers whether the item has an entry: it has not when an attribute is missing or has a value
    /// that cannot stand in the key.
    @inline(__always)
    package func visitKey(
        of item: inout ItemView,
        _ body: (_ number: Int, ValueLocation, borrowing ItemView) -> Void
    ) -> Bool {
        for number in keyAttributes.indices {
            let attribute = keyAttributes[number]
            guard let location = item.locate(attribute.name),
                attribute.error(of: location, in: item, isPartition: isPartition(number)) == nil
            else { return false }
            body(number, location, item)
        }
        return true
    }

    /// Whether the attribute with this number in `keyAttributes` is one of `partition`.
    package func isPartition(_ number: Int) -> Bool { number < definition.partition.count }

    /// The key by which the index has an item; `nil` when it has no entry.
    package func key(of image: ItemImage) -> IndexKey? {
        var view = image.view
        var values: [KeyValue] = []
        let hasEntry = visitKey(of: &view) { _, location, item in
            if let value = KeyValue(item.value(at: location)) { values.append(value) }
        }
        guard hasEntry else { return nil }
        return IndexKey(
            partition: Array(values.prefix(partition.count)),
            sort: Array(values.dropFirst(partition.count)))
    }

    /// Why a write that makes `old` to `new` does not fit the index: the first of its attributes with a
    /// value that cannot stand in the key; `nil` when it fits.
    ///
    /// - Parameter old: `nil` judges the item as a whole; otherwise a value that stays as it was is not
    ///   judged, as it may be older than the index.
    package func error(of new: ItemImage, after old: ItemImage?) -> KeyError? {
        var view = new.view
        for (number, attribute) in keyAttributes.enumerated() {
            guard let location = view.locate(attribute.name),
                let error = attribute.error(
                    of: location, in: view, isPartition: isPartition(number))
            else { continue }
            if let old, old[attribute.name] == view.value(at: location) { continue }
            return error
        }
        return nil
    }
}
