import Expressions
import Values

/// What the condition of a statement says about keys.
extension Condition {
    /// The conditions that must all hold for it to hold.
    var conjuncts: [Condition] {
        if case .all(let members) = self { members.flatMap(\.conjuncts) } else { [self] }
    }

    /// The attribute and the constant of `a = 1` or `1 = a`.
    var equality: (name: Text, value: Value)? {
        guard case .comparison(let left, .equal, let right) = self else { return nil }
        switch (left, right) {
        case (.path(let path), .value(let value)), (.value(let value), .path(let path)):
            return path.isTopLevel ? (path.root, value) : nil
        default: return nil
        }
    }

    /// The condition that an attribute equals a constant.
    static func equals(_ name: Text, _ value: Value) -> Condition {
        .comparison(.path(AttributePath(root: name)), .equal, .value(value))
    }

    /// The constants one of which it demands `name` to be: `a = 1`, `a IN [1, 2]`.
    func constants(of name: Text) -> [Value]? {
        switch self {
        case .comparison:
            guard let equality, equality.name == name else { return nil }
            return [equality.value]
        case .among(.path(let path), let list) where path == AttributePath(root: name):
            var values: [Value] = []
            for case .value(let value) in list { values.append(value) }
            return values.count == list.count ? values : nil
        default: return nil
        }
    }

    /// The ranges in one of which it demands `name` to lie: one, or several values of an IN; none where
    /// it is no such condition.
    func keyTests(of name: Text) -> [KeyCondition.Test] {
        if let values = constants(of: name) {
            return values.map { KeyCondition.Test(name: name, comparison: .equal($0)) }
        }
        guard let comparison = keyComparison(of: AttributePath(root: name)) else { return [] }
        return [KeyCondition.Test(name: name, comparison: comparison)]
    }

    private func keyComparison(of key: AttributePath) -> KeyCondition.Test.Comparison? {
        switch self {
        case .comparison(.path(key), let comparator, .value(let value)):
            comparator.keyComparison(with: value)
        case .comparison(.value(let value), let comparator, .path(key)):
            comparator.mirrored.keyComparison(with: value)
        case .between(.path(key), .value(let lower), .value(let upper)): .between(lower, upper)
        case .beginsWith(.path(key), .value(let prefix)): .beginsWith(prefix)
        default: nil
        }
    }

    /// One condition out of several that must all hold; `nil` for none.
    static func joined(_ conditions: [Condition]) -> Condition? {
        conditions.count > 1 ? .all(conditions) : conditions.first
    }
}

extension KeyCondition.Test {
    /// The same as a condition on items; `nil` for one that no statement makes.
    var condition: Condition? {
        let path = Operand.path(AttributePath(root: name))
        return switch comparison {
        case .equal(let value): .comparison(path, .equal, .value(value))
        case .less(let value): .comparison(path, .less, .value(value))
        case .lessOrEqual(let value): .comparison(path, .lessOrEqual, .value(value))
        case .greater(let value): .comparison(path, .greater, .value(value))
        case .greaterOrEqual(let value): .comparison(path, .greaterOrEqual, .value(value))
        case .between(let lower, let upper):
            .between(path, lower: .value(lower), upper: .value(upper))
        case .beginsWith(let prefix): .beginsWith(path, .value(prefix))
        case .unindexable: nil
        }
    }
}

extension KeyCondition.Test.Comparison {
    /// The constants that it compares with.
    var values: [Value] {
        switch self {
        case .equal(let value), .less(let value), .lessOrEqual(let value), .greater(let value),
            .greaterOrEqual(let value), .beginsWith(let value):
            [value]
        case .between(let lower, let upper): [lower, upper]
        case .unindexable: []
        }
    }
}

extension Comparator {
    fileprivate func keyComparison(with value: Value) -> KeyCondition.Test.Comparison? {
        switch self {
        case .equal: .equal(value)
        case .less: .less(value)
        case .lessOrEqual: .lessOrEqual(value)
        case .greater: .greater(value)
        case .greaterOrEqual: .greaterOrEqual(value)
        case .notEqual: nil
        }
    }
}
