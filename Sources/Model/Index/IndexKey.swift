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
    /// The key by which the index has an item; `nil` when it has no entry, as an attribute is missing or
    /// has a value that cannot stand in the key.
    package func key(of image: ItemImage) -> IndexKey? {
        var view = image.view
        var values: [KeyValue] = []
        for number in keyAttributes.indices {
            guard let location = view.locate(keyAttributes[number].name),
                error(ofKeyAttribute: number, at: location, in: view) == nil,
                let value = KeyValue(view.value(at: location))
            else { return nil }
            values.append(value)
        }
        return IndexKey(
            partition: Array(values.prefix(partition.count)),
            sort: Array(values.dropFirst(partition.count)))
    }

    /// Why the value of an attribute cannot stand in the key; `nil` when it can.
    ///
    /// - Parameter number: the attribute's in `keyAttributes`.
    func error(
        ofKeyAttribute number: Int, at location: ValueLocation, in item: borrowing ItemView
    ) -> KeyError? {
        keyAttributes[number].error(
            of: location, in: item, isPartition: number < definition.partition.count)
    }
}
