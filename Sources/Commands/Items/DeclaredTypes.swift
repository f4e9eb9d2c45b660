package import Expressions
package import Model
package import Values

/// A write that would make a bucket's attribute something else than it is declared.
package struct DeclaredTypeProblem: Error, Hashable, Sendable {
    package let attribute: Text
    package let declared: DeclaredType
    package let key: Key
    /// `would be a string`.
    package let found: String

    /// One sentence without its stop.
    package var message: String {
        let sort = key.sort.map { ", \($0.described)" } ?? ""
        return "\(attribute) is declared as \(declared.word), and in the bucket "
            + "\(key.partition.described)\(sort) it \(found)"
    }
}

extension Table {
    /// Rejects a write after which a bucket's attribute is not what it is declared as.
    package func checkDeclaredTypes(of write: ItemWrite) throws(DeclaredTypeProblem) {
        switch write.action {
        case .put(let item):
            // Once for the write, not for each of its attributes.
            guard let series, isBucket(write.key) else { return }
            var wrong: (name: Range<Int>, type: DeclaredType, value: Value)?
            let view = item.view
            view.forEachAttribute { name, location in
                guard wrong == nil,
                    let type = series.declaredType(ofName: view.bytes.extracting(name))
                else { return }
                let value = view.value(at: location)
                if !type.allows(value) { wrong = (name, type, value) }
            }
            // Names are UTF-8, as all of an image is sound.
            if let wrong, let name = Text(utf8: view.bytes.extracting(wrong.name)) {
                throw problem(
                    name, wrong.type, write.key, "would be \(wrong.value.described)")
            }
        case .update(let update?):
            let actions = update.actions.span
            for index in actions.indices {
                if let type = facts(of: actions[index].path.root).declared,
                    let problem = declaredTypeProblem(
                        with: actions[index], on: write.key, declared: type)
                {
                    throw problem
                }
            }
        case .update(nil), .delete, .check: return
        }
    }

    /// What an update's action would make of an attribute that is declared as `type`, if `key` is a
    /// bucket's and the attribute would be something else.
    package func declaredTypeProblem(
        with action: Update.Action, on key: Key, declared type: DeclaredType
    ) -> DeclaredTypeProblem? {
        guard action.path.isTopLevel,
            let found = wrong(action.effect, of: action.path.root, for: type), isBucket(key)
        else { return nil }
        return problem(action.path.root, type, key, found)
    }

    private func problem(
        _ attribute: Text, _ type: DeclaredType, _ key: Key, _ found: String
    ) -> DeclaredTypeProblem {
        DeclaredTypeProblem(attribute: attribute, declared: type, key: key, found: found)
    }

    /// What an action would make of an attribute that is declared, if it is something else.
    private func wrong(
        _ effect: Update.Action.Effect, of attribute: Text, for type: DeclaredType
    ) -> String? {
        switch effect {
        case .remove, .delete: return nil
        case .observe: return type == .sketch ? nil : "cannot have visitors"
        case .add(.number): return type == .counter ? nil : "cannot be added to"
        case .add(let value):
            return "would be \(value.described)"
        case .set(let source): return wrong(source, for: attribute, type)
        }
    }

    private func wrong(
        _ source: Update.Source, for attribute: Text, _ type: DeclaredType
    ) -> String? {
        switch source {
        case .value(let value):
            return type.allows(value) ? nil : "would be \(value.described)"
        case .path(let path):
            if path.isTopLevel,
                path.root == attribute || declaredType(of: path.root) == type
            {
                return nil
            }
            return "would be a copy of \(path), which may be anything"
        case .ifNotExists(let path, let other):
            return wrong(.path(path), for: attribute, type) ?? wrong(other, for: attribute, type)
        case .listAppend: return "would be a list"
        case .sum, .difference, .fresh: return type == .counter ? nil : "would be a number"
        }
    }
}

extension KeyValue {
    fileprivate var described: String {
        switch self {
        case .string(let text): text.string
        case .number(let number): number.text
        case .binary(let binary): "of \(binary.count) bytes"
        }
    }
}
