import Commands
import Expressions
import Model
import Sketches
import Values

/// A write that both the store and the model understand.
struct ModelWrite {
    var table: Text
    var key: Key
    var condition: ModelCondition?
    var action: ModelAction
    /// The id of ONCE, which only updates have.
    var once: Text?

    /// The store's form.
    func itemWrite(in table: TableID, _ schema: KeySchema) -> ItemWrite {
        ItemWrite(
            table: table, key: key, condition: condition?.condition(schema),
            action: action.action(key, schema, once.flatMap { OnceID(.string($0)) }))
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
    /// Lets visitors into a sketch.
    case observe(Text, [Int64])
    /// An update without an expression.
    case touch
    case delete
    case check

    /// Low enough for sketches to come to every form that they have.
    private static let precision = 8

    /// Whether it can have an id of ONCE.
    var isUpdate: Bool {
        switch self {
        case .add, .set, .remove, .observe: true
        case .put, .touch, .delete, .check: false
        }
    }

    /// Whether it changes an item in place, with an expression or without.
    var isKindOfUpdate: Bool { isUpdate || self == .touch }

    /// Why it does not fit the item, if it does not.
    func rejection(on old: Item?) -> WriteRejection? {
        guard case .observe(let name, _) = self, let value = old?[name] else { return nil }
        if case .binary = value { return nil }
        return .expression(
            ExpressionError(
                message: "An operand in the update expression has an incorrect data type"))
    }

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
        case .observe(let name, let visitors):
            item[name] = sketch(in: item[name], seeing: visitors)
        case .touch:
            break
        case .delete:
            return nil
        case .check:
            return old
        }
        return item
    }

    /// Through bytes every time, which is how it would be without groups.
    private func sketch(in value: Value?, seeing visitors: [Int64]) -> Value? {
        var sketch = HLLSketch(precision: ModelAction.precision)
        if case .binary(let binary) = value {
            do { sketch = try HLLSketch(decoding: binary.bytes) } catch { return nil }
        }
        for coupon in visitors.map({ Coupon(of: $0) }).sorted() { sketch.update(coupon: coupon) }
        return .binary(Binary(sketch.encode()))
    }

    fileprivate func action(
        _ key: Key, _ schema: KeySchema, _ once: OnceID?
    ) -> ItemWrite.Action {
        switch self {
        case .put(let attributes):
            var item = schema.attributes(of: key)
            for entry in attributes.entries { item[entry.name] = entry.value }
            return .put(ItemImage(item))
        case .add(let name, let amount):
            return .update(Update(actions: [.add(path(name), .number(Number(amount)))], once: once))
        case .set(let name, let value):
            return .update(Update(actions: [.set(path(name), .value(value))], once: once))
        case .remove(let name):
            return .update(Update(actions: [.remove(path(name))], once: once))
        case .observe(let name, let visitors):
            let observation = Observation(
                coupons: visitors.map { Coupon(of: $0) }, precision: ModelAction.precision)
            return .update(Update(actions: [.observe(path(name), observation)], once: once))
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
    /// Nothing changed, because the id was applied before.
    case repeated(Item?)
    case rejected(WriteRejection)
    case tableNotFound

    var rejection: WriteRejection? {
        if case .rejected(let rejection) = self { rejection } else { nil }
    }

    var new: Item? {
        switch self {
        case .changed(_, let item), .repeated(let item): item
        case .rejected, .tableNotFound: nil
        }
    }

    init(_ change: Change) {
        self =
            change.isRepeat && change.old == change.new
            ? .repeated(change.new) : .changed(old: change.old, new: change.new)
    }
}

/// What the model says to a batch or transaction.
enum ModelTransactionOutcome: Equatable {
    case changed([ModelOutcome])
    case repeated(imageBytes: [Int])
    case rejected(Transaction.Rejection)
    case rejectedBatch(WriteBatch.Rejection)
}

/// A batch of increments that both the store and the model understand.
struct ModelBatch {
    var table: Text
    var source: Text
    var sequence: Int64
    var writes: [ModelWrite]
}

/// What the model says to a batch of increments.
enum ModelBatchOutcome: Equatable {
    case applied
    case duplicate(last: Int64)
    case rejected(IncrementBatch.Rejection)
}
