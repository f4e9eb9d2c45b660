import Expressions
import Mutations
import Values

/// A write that both the store and the model understand.
struct ModelWrite {
    var table: Text
    var key: Key
    var condition: ModelCondition?
    var action: ModelAction

    /// The store's form.
    func itemWrite(in table: TableID, _ schema: KeySchema) -> ItemWrite {
        ItemWrite(
            table: table, key: key, condition: condition?.condition(schema),
            action: action.action(key, schema))
    }
}

enum ModelCondition {
    case exists, notExists
    case equal(Text, Int64)
    case less(Text, Int64)

    func holds(for item: Item?) -> Bool {
        switch self {
        case .exists: return item != nil
        case .notExists: return item == nil
        case .equal(let name, let number):
            return item?[name] == .number(Number(number))
        case .less(let name, let number):
            guard case .number(let found) = item?[name] else { return false }
            return found < Number(number)
        }
    }

    fileprivate func condition(_ schema: KeySchema) -> Condition {
        let key = AttributePath(root: schema.partition.name, steps: [])
        switch self {
        case .exists: return .exists(key)
        case .notExists: return .notExists(key)
        case .equal(let name, let number):
            return .comparison(.path(path(name)), .equal, .value(.number(Number(number))))
        case .less(let name, let number):
            return .comparison(.path(path(name)), .less, .value(.number(Number(number))))
        }
    }
}

enum ModelAction: Equatable {
    /// Attributes other than the key's.
    case put(Item)
    case add(Text, Int64)
    case set(Text, Value)
    case remove(Text)
    /// An update without an expression.
    case touch
    case delete
    case check

    /// The item afterwards.
    func apply(to old: Item?, _ key: Key, _ schema: KeySchema) -> Item? {
        var item = old ?? schema.attributes(of: key)
        switch self {
        case .put(let attributes):
            item = schema.attributes(of: key)
            for entry in attributes.entries { item[entry.name] = entry.value }
        case .add(let name, let amount):
            var sum = amount
            if case .number(let number) = item[name] { sum += number.int64 ?? 0 }
            item[name] = .number(Number(sum))
        case .set(let name, let value):
            item[name] = value
        case .remove(let name):
            // From nothing there is nothing to remove, and nothing comes to be.
            if old == nil { return nil }
            item[name] = nil
        case .touch:
            break
        case .delete:
            return nil
        case .check:
            return old
        }
        return item
    }

    fileprivate func action(_ key: Key, _ schema: KeySchema) -> ItemWrite.Action {
        switch self {
        case .put(let attributes):
            var item = schema.attributes(of: key)
            for entry in attributes.entries { item[entry.name] = entry.value }
            return .put(item)
        case .add(let name, let amount):
            return .update(Update(actions: [.add(path(name), .number(Number(amount)))]))
        case .set(let name, let value):
            return .update(Update(actions: [.set(path(name), .value(value))]))
        case .remove(let name):
            return .update(Update(actions: [.remove(path(name))]))
        case .touch: return .update(nil)
        case .delete: return .delete
        case .check: return .check
        }
    }
}

private func path(_ name: Text) -> AttributePath {
    AttributePath(root: name, steps: [])
}

/// What the model says to one write.
enum ModelOutcome: Equatable {
    case changed(old: Item?, new: Item?)
    case refused(Refusal)

    var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    var new: Item? {
        if case .changed(_, let new) = self { new } else { nil }
    }

    init(_ change: Change) {
        self = .changed(old: change.old, new: change.new)
    }
}

/// What the model says to a batch or transaction.
enum ModelTransactionOutcome: Equatable {
    case changed([ModelOutcome])
    case replayed(imageBytes: [Int])
    case refused(Refusal)
}
