package import Values

/// The attributes at which the indexes of a table look in its items, each once, however many indexes
/// name it: keys and what projections show, besides the table's own key.
///
/// A class, made anew when the table changes, as every write to the table asks for it.
package final class IndexedAttributes: Sendable {
    /// One index, with the places of its attributes in `names`.
    package struct Member: Sendable {
        package let index: SecondaryIndex
        let key: [Int]
        /// `nil` when a read gives all attributes.
        let projected: [Int]?
    }

    /// In ascending order.
    let names: [Text]
    /// In the order of the table's indexes.
    package let members: [Member]
    /// The places of the table's key.
    let tableKey: [Int]

    /// `nil` when there are no indexes.
    init?(of indexes: [SecondaryIndex], in schema: KeySchema) {
        if indexes.isEmpty { return nil }
        let tableKey = schema.keyAttributes.map(\.name)
        var all = Set(tableKey)
        for index in indexes {
            all.formUnion(index.keyAttributes.map(\.name))
            all.formUnion(index.projected ?? [])
        }
        let names = all.sorted()
        func places(_ wanted: [Text]) -> [Int] { wanted.compactMap { names.firstIndex(of: $0) } }
        self.names = names
        self.tableKey = places(tableKey)
        members = indexes.map { index in
            Member(
                index: index, key: places(index.keyAttributes.map(\.name)),
                projected: index.projected.map(places))
        }
    }

    /// Whether an index looks at the attribute, other than to count its bytes with all the others.
    package func contains(_ name: Text) -> Bool {
        var low = 0
        var high = names.count
        while low < high {
            let middle = low + (high - low) / 2
            if names[middle] < name { low = middle + 1 } else { high = middle }
        }
        return low < names.count && names[low] == name
    }
}
