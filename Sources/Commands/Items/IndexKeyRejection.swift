package import Expressions
package import Model
package import Values

/// An attribute of an index's key has a value that the key cannot have.
package struct IndexKeyRejection: Hashable, Sendable {
    /// The first in the order of their names.
    package let index: Text
    package let error: KeyError
    /// Whether it was an update that made the value; otherwise it was written with the whole item.
    package let isUpdate: Bool

    package init(index: Text, error: KeyError, isUpdate: Bool) {
        self.index = index
        self.error = error
        self.isUpdate = isUpdate
    }
}

extension ItemWrite {
    /// `decide(old:schema:)`, and whether the item fits the table's indexes.
    ///
    /// A whole item is judged before its condition, as what does not fit is wrong whatever is stored.
    package func decide(old: ItemImage?, in table: Table) throws(WriteRejection) -> Change {
        guard let attributes = table.indexedAttributes else {
            return try decide(old: old, schema: table.keySchema)
        }
        if case .put(let item) = action { try check(item, after: nil, attributes) }
        let change = try decide(old: old, schema: table.keySchema)
        if case .update(let update) = action, let new = change.newImage,
            old == nil || update?.touches(attributes) ?? false
        {
            try check(new, after: old, attributes)
        }
        return change
    }

    private func check(
        _ new: ItemImage, after old: ItemImage?, _ attributes: IndexedAttributes
    ) throws(WriteRejection) {
        guard let (index, error) = attributes.error(of: new, after: old) else { return }
        let isUpdate = if case .update = action { true } else { false }
        throw .indexKey(IndexKeyRejection(index: index.name, error: error, isUpdate: isUpdate))
    }
}

extension Update {
    /// Whether it names an attribute at which the indexes look; looks at names alone.
    package func touches(_ attributes: IndexedAttributes) -> Bool {
        let actions = actions.span
        for index in actions.indices where attributes.contains(actions[index].path.root) {
            return true
        }
        return false
    }
}

extension IndexKeyRejection {
    /// A sentence for people, without its full stop.
    package var words: String {
        let what =
            switch error {
            case .missing(let name): "\(name) is missing"
            case .unexpected, .wrongCount: "it has other attributes"
            case .wrongType(let name, let expected, let actual):
                "\(name) is to be a \(expected.word), found \(actual.rawValue)"
            case .empty(let name, _): "\(name) is empty"
            case .tooLong(let name, _, let size, let limit):
                "\(name) has \(size) bytes; \(limit) are allowed"
            }
        return "The item does not fit the key of the index \(index): \(what)"
    }
}
