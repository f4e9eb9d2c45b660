import Expressions
import Model
import Values

extension ItemWrite {
    /// Updates with fewer attributes are looked at by the writer alone, which is quick with them.
    fileprivate static let attributesMin = 1000
    /// A command of fewer bytes has too few attributes to be rejected for certain: each takes some.
    package static let certainRejectionBytesMin = attributesMin

    /// An update may write more attributes than an item has room for.
    package var certainRejection: Rejection? {
        guard attributeCount > ItemWrite.attributesMin else { return nil }
        return ItemWrite.rejection(ofItemWith: newBytes()).map { .write($0) }
    }

    fileprivate static func rejection(ofItemWith bytes: Int) -> WriteRejection? {
        bytes > Limits.itemBytesMax
            ? .itemTooLarge(bytes: bytes, limit: Limits.itemBytesMax) : nil
    }
}

extension [ItemWrite] {
    /// The same for a sequence of writes.
    ///
    /// Counts what the updates of an item write together, each attribute once, until one of them takes
    /// something away or may let the item end.
    var certainRejection: SequenceRejection? {
        let count = reduce(0) { $0 + $1.attributeCount }
        guard count > ItemWrite.attributesMin else { return nil }
        var items: [ItemName: (names: Set<Text>, bytes: Int)] = [:]
        for (index, write) in enumerated() {
            let item = ItemName(table: write.table, key: write.key)
            guard case .update(let update?) = write.action, write.once == nil else {
                items[item] = nil
                continue
            }
            var known = items.removeValue(forKey: item) ?? ([], 0)
            for action in update.actions {
                guard let bytes = action.newBytes else {
                    known = ([], 0)
                    continue
                }
                if known.names.insert(action.path.root).inserted { known.bytes += bytes }
            }
            if let rejection = ItemWrite.rejection(ofItemWith: known.bytes) {
                return .write(index: index, existing: nil, rejection)
            }
            items[item] = update.mayEndItem ? nil : known
        }
        return nil
    }
}

private struct ItemName: Hashable {
    let table: TableID
    let key: Key
}

extension ItemWrite {
    fileprivate var attributeCount: Int {
        guard case .update(let update?) = action else { return 0 }
        return update.actions.count
    }

    /// Bytes that the item has at the least after the update.
    fileprivate func newBytes() -> Int {
        guard case .update(let update?) = action, once == nil, condition == nil else { return 0 }
        var names: Set<Text> = []
        return update.actions.reduce(0) { sum, action in
            guard let bytes = action.newBytes, names.insert(action.path.root).inserted else {
                return sum
            }
            return sum + bytes
        }
    }
}

extension Update {
    /// Whether it may write the item's end: the next update would find nothing then.
    fileprivate var mayEndItem: Bool {
        actions.contains { if case .set = $0.effect { true } else { false } }
    }
}

extension Update.Action {
    /// Bytes that its attribute has at the least afterwards; `nil` when it may be gone.
    ///
    /// The name, and a value that may be small: a number can become any other.
    fileprivate var newBytes: Int? {
        switch effect {
        case .set, .add, .observe: path.isTopLevel ? path.root.utf8Count + 1 : nil
        case .remove, .delete: nil
        }
    }
}
