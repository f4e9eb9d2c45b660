import Commands
import Model
import Values

/// The rules of secondary indexes, written down a second time.
struct IndexModel {
    /// An item as the index has it.
    struct Entry {
        let partition: [KeyValue]
        let sort: [KeyValue]
        let key: Key
        /// What the projection shows.
        let item: Item
    }

    let definition: SecondaryIndexDefinition

    /// The entry of an item; `nil` when it lacks an attribute or has one that does not fit.
    func entry(of item: Item, _ key: Key, _ schema: KeySchema) -> Entry? {
        var values: [KeyValue] = []
        for attribute in definition.keyAttributes {
            guard let value = item[attribute.name], error(of: value, as: attribute) == nil,
                let keyValue = KeyValue(value)
            else { return nil }
            values.append(keyValue)
        }
        let count = definition.partition.count
        return Entry(
            partition: Array(values[..<count]), sort: Array(values[count...]), key: key,
            item: projected(item, schema))
    }

    private func projected(_ item: Item, _ schema: KeySchema) -> Item {
        var names = definition.keyAttributes.map(\.name) + [schema.partition.name]
        if let sort = schema.sort { names.append(sort.name) }
        switch definition.projection {
        case .all: return item
        case .keysOnly: break
        case .include(let others): names += others
        }
        var shown = Item()
        for name in names { shown[name] = item[name] }
        return shown
    }

    /// Values here are never longer than a key may be.
    private func error(of value: Value, as attribute: KeyAttribute) -> KeyError? {
        switch (value, attribute.type) {
        case (.string(let text), .string): text.isEmpty ? .empty(attribute.name, .string) : nil
        case (.binary(let binary), .binary):
            binary.bytes.isEmpty ? .empty(attribute.name, .binary) : nil
        case (.number, .number): nil
        default:
            .wrongType(attribute.name, expected: attribute.type, actual: value.kind)
        }
    }

    /// Why the item after a write does not fit.
    func error(of new: Item, after old: Item?, isUpdate: Bool) -> KeyError? {
        for attribute in definition.keyAttributes {
            guard let value = new[attribute.name] else { continue }
            if isUpdate, let old, old[attribute.name] == value { continue }
            if let error = error(of: value, as: attribute) { return error }
        }
        return nil
    }
}

extension TableModel {
    /// Why a write does not fit the table's indexes: empty values first, then by the indexes' names.
    func indexRejection(of new: Item?, after old: Item?, isUpdate: Bool) -> WriteRejection? {
        guard let new else { return nil }
        var empty: IndexKeyRejection?
        var other: IndexKeyRejection?
        for name in indexes.keys.sorted() {
            guard let error = indexes[name]?.error(of: new, after: old, isUpdate: isUpdate) else {
                continue
            }
            let found = IndexKeyRejection(index: name, error: error, isUpdate: isUpdate)
            if case .empty = error { empty = empty ?? found } else { other = other ?? found }
        }
        return (empty ?? other).map { .indexKey($0) }
    }

    /// What an index has of some items.
    func entries(of index: IndexModel, _ items: [Key: Item]) -> [IndexModel.Entry] {
        items.compactMap { index.entry(of: $0.value, $0.key, schema) }
    }
}
