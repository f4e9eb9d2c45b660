import Expressions
import Values

/// What a CHANGES record holds of two images: the attributes in which they differ, without the key.
///
/// A sketch is replaced by its estimate, under the name that a projection gives it, because such a
/// stream exists to leave out the sketch's bytes.
struct ChangedAttributes {
    let old: ItemImage?
    let new: ItemImage?

    /// - Parameter schema: the table's; its attributes are left out.
    init(from old: ItemImage?, to new: ItemImage?, _ schema: KeySchema) {
        var before: [AttributeMap.Entry] = []
        var after: [AttributeMap.Entry] = []
        for entry in ItemDifferences(from: old, to: new).entries
        where !schema.isKeyAttribute(entry.name) {
            if let old, let location = entry.old {
                before.append(Self.recorded(entry.name, old.view.value(at: location)))
            }
            if let new, let location = entry.new {
                after.append(Self.recorded(entry.name, new.view.value(at: location)))
            }
        }
        self.old = old.map { _ in ItemImage(Self.item(before)) }
        self.new = new.map { _ in ItemImage(Self.item(after)) }
    }

    /// The attribute as the record has it.
    private static func recorded(_ name: Text, _ value: Value) -> AttributeMap.Entry {
        let entry = AttributeMap.Entry(name: name, value: value)
        return entry.estimate ?? entry
    }

    /// The names of estimates stand elsewhere in the order, and may meet an attribute that is called so.
    private static func item(_ entries: [AttributeMap.Entry]) -> Item {
        if let item = Item(uniqueEntries: entries) { return item }
        var item = Item()
        for entry in entries { item[entry.name] = entry.value }
        return item
    }
}
