package import Values

extension Update {
    /// The item that the update makes where there was none, with its key.
    ///
    /// Right-hand sides see the key and nothing else, as on DynamoDB.
    package func made(with key: AttributeMap) throws(ExpressionError) -> AttributeMap {
        guard !readsNewKey else { return try apply(to: key, isMade: true) }
        var new = try apply(to: [:], isMade: true)
        for entry in key.entries { new[entry.name] = entry.value }
        return new
    }

    /// The item after the update; `old` is empty when there was none.
    ///
    /// Every right-hand side and every list position means `old`, whatever the other actions
    /// do. Throws DynamoDB's complaint when the item does not fit the update.
    package func apply(to old: AttributeMap) throws(ExpressionError) -> AttributeMap {
        try apply(to: old, isMade: old.isEmpty)
    }

    private func apply(
        to old: AttributeMap, isMade: Bool
    ) throws(ExpressionError) -> AttributeMap {
        let observed = observes ? try ObservedSketches(of: self, on: old) : ObservedSketches()
        var new = old
        var budget = ListBudget()
        guard isFlat else {
            try applyNested(to: &new, old: old, isMade: isMade, observed, budget: &budget)
            return new
        }
        guard actions.count <= Update.oneByOneMax else {
            var changes: [AttributeMap.Change] = []
            changes.reserveCapacity(actions.count)
            for (index, action) in actions.enumerated() {
                let result = try action.result(at: index, on: old, observed)
                try budget.spend(on: result)
                changes.append(AttributeMap.Change(name: action.path.root, value: result))
            }
            return old.applying(changes)
        }
        for (index, action) in actions.enumerated() {
            let result = try action.result(at: index, on: old, observed)
            try budget.spend(on: result)
            new[action.path.root] = result
        }
        return new
    }

    /// More attributes than these are merged in one pass: each that is inserted by itself moves all that
    /// come after it.
    private static let oneByOneMax = 16

    /// Values first, in ascending order of their positions, so that elements past a list's end
    /// are appended in that order; then removals, by which alone elements move.
    private func applyNested(
        to new: inout AttributeMap, old: AttributeMap, isMade: Bool,
        _ observed: ObservedSketches, budget: inout ListBudget
    ) throws(ExpressionError) {
        var removals: [AttributePath] = []
        let order = actions.indices.sorted { actions[$0].path.precedes(actions[$1].path) }
        for index in order {
            let action = actions[index]
            let path = action.path
            if let value = try action.result(at: index, on: old, observed) {
                try budget.spend(on: value)
                guard path.steps.count + value.depth <= ExpressionLimits.itemDepthMax else {
                    throw .tooDeep
                }
                try new.put(value, at: path)
            } else if old.value(at: path) != nil {
                removals.append(path)
            } else if !isMade {
                try old.checkParent(of: path)
            }
        }
        try new.remove(removals)
    }
}

/// Stops an update that makes lists without end out of one long list: DynamoDB's items may have
/// 409,600 bytes, an element takes one at least, and every value made is part of the item.
private struct ListBudget {
    private var elementCount = 0

    mutating func spend(on value: Value?) throws(ExpressionError) {
        guard case .list(let elements)? = value else { return }
        elementCount += elements.count
        guard elementCount <= ExpressionLimits.itemBytesMax else { throw .tooLarge }
    }
}

extension Update.Action {
    /// The value that the path is to have, or `nil` if it is to have none.
    fileprivate func result(
        at position: Int, on old: AttributeMap, _ observed: ObservedSketches
    ) throws(ExpressionError) -> Value? {
        switch self {
        case .set(_, let source): try source.value(in: old, observed)
        case .remove: nil
        case .add(let path, let operand): try operand.added(to: old.value(at: path))
        case .delete(let path, let operand): try operand.deleted(from: old.value(at: path))
        case .observe: observed[position]
        }
    }
}

extension Update.Source {
    fileprivate func value(
        in old: AttributeMap, _ observed: ObservedSketches
    ) throws(ExpressionError) -> Value {
        switch self {
        case .fresh(let path): return .number(observed.isFresh(path) ? 1 : 0)
        case .value(let value): return value
        case .path(let path):
            guard let value = old.value(at: path) else { throw .missingAttribute }
            return value
        case .ifNotExists(let path, let other):
            if let value = old.value(at: path) { return value }
            return try other.value(in: old, observed)
        case .listAppend(let left, let right):
            let first = try left.value(in: old, observed)
            let second = try right.value(in: old, observed)
            guard case .list(let head) = first, case .list(let tail) = second else {
                throw .incorrectType
            }
            return .list(head + tail)
        case .sum(let left, let right):
            let first = try left.number(in: old, observed)
            let second = try right.number(in: old, observed)
            do { return .number(try first.adding(second)) } catch { throw .arithmetic(error) }
        case .difference(let left, let right):
            let first = try left.number(in: old, observed)
            let second = try right.number(in: old, observed)
            do { return .number(try first.subtracting(second)) } catch { throw .arithmetic(error) }
        }
    }

    private func number(
        in old: AttributeMap, _ observed: ObservedSketches
    ) throws(ExpressionError) -> Number {
        guard case .number(let number) = try value(in: old, observed) else { throw .incorrectType }
        return number
    }
}

extension Value {
    /// What ADD makes of the stored value, absent or not.
    fileprivate func added(to stored: Value?) throws(ExpressionError) -> Value {
        guard let stored else { return self }
        switch (stored, self) {
        case (.number(let old), .number(let amount)):
            do { return .number(try old.adding(amount)) } catch { throw .arithmetic(error) }
        case (.stringSet(let old), .stringSet(let added)): return .stringSet(old.union(added))
        case (.numberSet(let old), .numberSet(let added)): return .numberSet(old.union(added))
        case (.binarySet(let old), .binarySet(let added)): return .binarySet(old.union(added))
        case (.list(let old), .list(let added)): return .list(old + added)
        default: throw .incorrectType
        }
    }

    /// What DELETE leaves of the stored value; a set without members is no value.
    fileprivate func deleted(from stored: Value?) throws(ExpressionError) -> Value? {
        switch (stored, self) {
        case (nil, _): return nil
        case (.stringSet(let old), .stringSet(let taken)):
            let rest = old.subtracting(taken)
            return rest.isEmpty ? nil : .stringSet(rest)
        case (.numberSet(let old), .numberSet(let taken)):
            let rest = old.subtracting(taken)
            return rest.isEmpty ? nil : .numberSet(rest)
        case (.binarySet(let old), .binarySet(let taken)):
            let rest = old.subtracting(taken)
            return rest.isEmpty ? nil : .binarySet(rest)
        default: throw .incorrectType
        }
    }
}
