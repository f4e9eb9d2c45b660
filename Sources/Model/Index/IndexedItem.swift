package import Values

/// An item with the places of the attributes in it at which the indexes of its table look, which were
/// found in one pass for all of them.
package struct IndexedItem: Sendable {
    package let image: ItemImage
    let found: [FoundAttribute?]

    package init(_ image: ItemImage, _ attributes: IndexedAttributes) {
        self.image = image
        found = image.find(attributes.names)
    }
}

extension IndexedAttributes.Member {
    /// Whether the index has the item: it has not when an attribute of the key is missing or has a
    /// value that cannot stand in a key.
    package func hasEntry(for item: borrowing IndexedItem) -> Bool {
        for number in key.indices {
            guard let attribute = item.found[key[number]],
                index.error(ofKeyAttribute: number, at: attribute.value, in: item.image.view) == nil
            else { return false }
        }
        return true
    }

    /// Hands the values of the key's attributes over where they lie, in the key's order; for an item
    /// that has an entry.
    @inline(__always)
    package func visitKey(
        of item: borrowing IndexedItem,
        _ body: (_ number: Int, ValueLocation, borrowing ItemView) -> Void
    ) {
        let view = item.image.view
        for number in key.indices {
            guard let attribute = item.found[key[number]] else { continue }
            body(number, attribute.value, view)
        }
    }

    /// Whether the key's attributes have the same values in both, or are missing in both.
    package func hasSameKey(_ left: borrowing IndexedItem, _ right: borrowing IndexedItem) -> Bool {
        for place in key {
            switch (left.found[place], right.found[place]) {
            case (nil, nil): continue
            case (let one?, let other?):
                if !left.image.hasSameValue(one, as: other, of: right.image) { return false }
            default: return false
            }
        }
        return true
    }

    /// What DynamoDB counts for the attributes of the item that a read gives.
    package func projectedSize(of item: borrowing IndexedItem) -> Int {
        guard let projected else { return item.image.size }
        var size = 0
        for place in projected { size += item.found[place]?.size ?? 0 }
        return size
    }

    /// What the bound on a command counts for the entry of an item; 0 when it has none.
    ///
    /// Twice what DynamoDB counts for the attributes of both keys, as pages may be half empty.
    /// Part of the log's format, as `Limits.batchBytesMax` is.
    fileprivate func countedBytes(
        of item: borrowing IndexedItem, _ attributes: IndexedAttributes
    ) -> Int {
        guard hasEntry(for: item) else { return 0 }
        var bytes = Limits.indexEntryBytes
        for place in key { bytes += 2 * (item.found[place]?.size ?? 0) }
        for place in attributes.tableKey { bytes += 2 * (item.found[place]?.size ?? 0) }
        return bytes
    }
}

extension IndexedAttributes {
    /// What the bound on a command counts for the entries that change when `old` becomes `new`.
    ///
    /// Part of the log's format, as `Limits.batchBytesMax` is.
    package func countedBytes(from old: ItemImage?, to new: ItemImage?) -> Int {
        let old = old.map { IndexedItem($0, self) }
        let new = new.map { IndexedItem($0, self) }
        var bytes = 0
        for member in members {
            if let old, let new, member.hasSameKey(old, new) { continue }
            for item in [old, new] {
                if let item { bytes += member.countedBytes(of: item, self) }
            }
        }
        return bytes
    }

    /// Why an item does not fit the indexes, which are looked at in the order of their names, empty
    /// values before all others; `nil` when it fits.
    ///
    /// - Parameter old: `nil` judges the item as a whole; otherwise a value that stays as it was is not
    ///   judged, as it may be older than the index.
    package func error(
        of new: ItemImage, after old: ItemImage?
    ) -> (index: SecondaryIndex, error: KeyError)? {
        let item = IndexedItem(new, self)
        var first: (index: SecondaryIndex, error: KeyError)?
        for member in members {
            guard let error = member.error(of: item, after: old) else { continue }
            if let first, !precedes((member.index, error), first) { continue }
            first = (member.index, error)
        }
        return first
    }

    private func precedes(
        _ left: (index: SecondaryIndex, error: KeyError),
        _ right: (index: SecondaryIndex, error: KeyError)
    ) -> Bool {
        left.error.isEmptyValue == right.error.isEmptyValue
            ? left.index.name < right.index.name : left.error.isEmptyValue
    }
}

extension IndexedAttributes.Member {
    /// The first of the key's attributes with a value that cannot stand in the key.
    fileprivate func error(of item: borrowing IndexedItem, after old: ItemImage?) -> KeyError? {
        for number in key.indices {
            guard let attribute = item.found[key[number]],
                let error = index.error(
                    ofKeyAttribute: number, at: attribute.value, in: item.image.view)
            else { continue }
            let name = index.keyAttributes[number].name
            if let old, old[name] == item.image.view.value(at: attribute.value) { continue }
            return error
        }
        return nil
    }
}

extension KeyError {
    fileprivate var isEmptyValue: Bool { if case .empty = self { true } else { false } }
}
