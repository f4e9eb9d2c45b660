import Values

extension Update.Source {
    /// The value that the right-hand side has for `item`, the one before the update.
    func value(
        in item: inout ItemView, _ observed: ObservedSketches?
    ) throws(ExpressionError) -> Value {
        switch self {
        case .fresh(let path): return .number(observed?.isFresh(path) == true ? 1 : 0)
        case .value(let value): return value
        case .path(let path):
            guard let value = item.value(at: path) else { throw .missingAttribute }
            return value
        case .ifNotExists(let path, let other):
            if let value = item.value(at: path) { return value }
            return try other.value(in: &item, observed)
        case .listAppend(let left, let right):
            let first = try left.value(in: &item, observed)
            let second = try right.value(in: &item, observed)
            guard case .list(let head) = first, case .list(let tail) = second else {
                throw .incorrectType
            }
            // No item can hold it; made all the same, lists within lists would have no end.
            guard head.count + tail.count <= ExpressionLimits.itemBytesMax else {
                throw .tooLarge
            }
            return .list(head + tail)
        case .sum(let left, let right):
            let first = try left.number(in: &item, observed)
            let second = try right.number(in: &item, observed)
            return .number(try second.added(to: first))
        case .difference(let left, let right):
            let first = try left.number(in: &item, observed)
            let second = try right.number(in: &item, observed)
            do { return .number(try first.subtracting(second)) } catch { throw .arithmetic(error) }
        }
    }

    private func number(
        in item: inout ItemView, _ observed: ObservedSketches?
    ) throws(ExpressionError) -> Number {
        guard case .number(let number) = try value(in: &item, observed) else {
            throw .incorrectType
        }
        return number
    }
}

extension Number {
    /// The sum; what is not there counts as nothing.
    func added(to stored: Number?) throws(ExpressionError) -> Number {
        guard let stored else { return self }
        do { return try stored.adding(self) } catch { throw .arithmetic(error) }
    }
}

extension Value {
    /// What ADD makes of the stored value, absent or not.
    func added(to stored: Value?) throws(ExpressionError) -> Value {
        guard let stored else { return self }
        switch (stored, self) {
        case (.number(let old), .number(let amount)): return .number(try amount.added(to: old))
        case (.stringSet(let old), .stringSet(let added)): return .stringSet(old.union(added))
        case (.numberSet(let old), .numberSet(let added)): return .numberSet(old.union(added))
        case (.binarySet(let old), .binarySet(let added)): return .binarySet(old.union(added))
        case (.list(let old), .list(let added)): return .list(old + added)
        default: throw .incorrectType
        }
    }

    /// What DELETE leaves of the stored value; a set without members is no value.
    func deleted(from stored: Value?) throws(ExpressionError) -> Value? {
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
