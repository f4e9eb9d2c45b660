import Expressions
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
        if table.indexes.isEmpty { return try decide(old: old, schema: table.keySchema) }
        if case .put(let item) = action { try check(item, old: nil, in: table) }
        let change = try decide(old: old, schema: table.keySchema)
        if case .update = action, let new = change.newImage { try check(new, old: old, in: table) }
        return change
    }

    private func check(
        _ new: ItemImage, old: ItemImage?, in table: Table
    ) throws(WriteRejection) {
        if let rejection = rejection(of: new, old: old, in: table) { throw .indexKey(rejection) }
    }

    private func rejection(
        of new: ItemImage, old: ItemImage?, in table: Table
    ) -> IndexKeyRejection? {
        let isUpdate = if case .update = action { true } else { false }
        var first: IndexKeyRejection?
        for index in table.indexes {
            // A value that stays is not judged, and most updates leave those of most indexes alone.
            if old != nil, case .update(let update) = action, update?.writes(keyOf: index) != true {
                continue
            }
            guard let error = index.error(of: new, after: isUpdate ? old : nil) else { continue }
            let found = IndexKeyRejection(index: index.name, error: error, isUpdate: isUpdate)
            if first.map({ found.precedes($0) }) ?? true { first = found }
        }
        return first
    }
}

extension Update {
    /// Whether it writes an attribute of the index's key, or something inside one.
    fileprivate func writes(keyOf index: SecondaryIndex) -> Bool {
        actions.contains { action in
            index.keyAttributes.contains { $0.name == action.path.root }
        }
    }
}

extension IndexKeyRejection {
    /// DynamoDB looks for empty values before all others, and at indexes in the order of their names.
    fileprivate func precedes(_ other: IndexKeyRejection) -> Bool {
        isEmpty == other.isEmpty ? index < other.index : isEmpty
    }

    private var isEmpty: Bool { if case .empty = error { true } else { false } }
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
