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

    /// The constants one of which it demands `name` to be: `a = 1`, `a IN [1, 2]`, `a = 1 OR a = 2`.
    func alternatives(of name: Text) -> [Value]? {
        switch self {
        case .comparison:
            guard let equality, equality.name == name else { return nil }
            return [equality.value]
        case .among(.path(let path), let list) where path == AttributePath(root: name):
            var values: [Value] = []
            for case .value(let value) in list { values.append(value) }
            return values.count == list.count ? values : nil
        case .any(let members):
            var values: [Value] = []
            for member in members {
                guard let alternatives = member.alternatives(of: name) else { return nil }
                values += alternatives
            }
            return values
        default: return nil
        }
    }

    /// The condition as a range of keys, where it is one of `name`.
    func keyTest(of name: Text) -> KeyCondition.Test? {
        guard let comparison = keyComparison(of: AttributePath(root: name)) else { return nil }
        return KeyCondition.Test(name: name, comparison: comparison)
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
