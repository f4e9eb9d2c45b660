import Expressions
import Values

/// What a CHANGES record tells of two images: the attributes in which they differ, without the key.
///
/// A sketch is told by its estimate, under the name that a projection gives it, because its bytes
/// are what such a stream is there to leave out.
struct ChangedAttributes {
    let old: Item?
    let new: Item?

    /// - Parameter schema: the table's; its attributes are left out.
    init(from old: Item?, to new: Item?, _ schema: KeySchema) {
        var before: [AttributeMap.Entry] = []
        var after: [AttributeMap.Entry] = []
        var olds = (old?.entries ?? [])[...]
        var news = (new?.entries ?? [])[...]
        func take(_ entry: AttributeMap.Entry, into entries: inout [AttributeMap.Entry]) {
            guard !schema.isKeyAttribute(entry.name) else { return }
            entries.append(entry.estimate ?? entry)
        }
        while let first = olds.first, let second = news.first {
            if first.name == second.name {
                if first.value != second.value {
                    take(first, into: &before)
                    take(second, into: &after)
                }
                olds.removeFirst()
                news.removeFirst()
            } else if first.name < second.name {
                take(first, into: &before)
                olds.removeFirst()
            } else {
                take(second, into: &after)
                news.removeFirst()
            }
        }
        for entry in olds { take(entry, into: &before) }
        for entry in news { take(entry, into: &after) }
        self.old = old.map { _ in ChangedAttributes.item(before) }
        self.new = new.map { _ in ChangedAttributes.item(after) }
    }

    /// The names of estimates stand elsewhere in the order, and may meet an attribute that is called so.
    private static func item(_ entries: [AttributeMap.Entry]) -> Item {
        if let item = Item(uniqueEntries: entries) { return item }
        var item = Item()
        for entry in entries { item[entry.name] = entry.value }
        return item
    }
}
