/// Attributes of an item, by name: those that a write changed.
package struct AttributeSet: Hashable, Sendable {
    /// In ascending order.
    package let names: [Text]

    /// The attributes in which two images differ; an absent item has none.
    package init(changedFrom old: ItemImage?, to new: ItemImage?) {
        names = ItemDifferences(from: old, to: new).entries.map(\.name)
    }

    package var isEmpty: Bool { names.isEmpty }

    package func contains(_ name: Text) -> Bool { names.contains(name) }
}
