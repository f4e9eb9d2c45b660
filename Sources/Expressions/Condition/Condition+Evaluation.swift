package import Values

extension Condition {
    /// Whether it is true of `item`; an absent item is an empty one.
    ///
    /// Nothing in an item is an error here: a missing attribute or one of another type makes a
    /// comparison false, except that `<>` is then true.
    package func holds(for item: ItemImage?) -> Bool {
        let item = item ?? .empty
        var view = item.view
        return holds(for: &view)
    }

    /// The same for an item that other conditions or projections look at too.
    package func holds(for item: inout ItemView) -> Bool {
        switch self {
        case .all(let members):
            for member in members where !member.holds(for: &item) { return false }
            return true
        case .any(let members):
            for member in members where member.holds(for: &item) { return true }
            return false
        case .not(let inner): return !inner.holds(for: &item)
        case .comparison(let left, let comparator, let right):
            return comparator.holds(left.value(in: &item), right.value(in: &item), in: item)
        case .between(let operand, let lower, let upper):
            let value = operand.value(in: &item)
            return Comparator.greaterOrEqual.holds(value, lower.value(in: &item), in: item)
                && Comparator.lessOrEqual.holds(value, upper.value(in: &item), in: item)
        case .among(let operand, let list):
            guard let value = operand.value(in: &item) else { return false }
            for other in list {
                if let other = other.value(in: &item), other.isEqual(to: value, in: item) {
                    return true
                }
            }
            return false
        case .exists(let path): return item.locate(path) != nil
        case .notExists(let path): return item.locate(path) == nil
        case .hasType(let operand, let kind): return operand.value(in: &item)?.kind == kind
        case .beginsWith(let left, let right):
            guard let value = left.value(in: &item), let prefix = right.value(in: &item) else {
                return false
            }
            return value.decoded(in: item).begins(with: prefix.decoded(in: item))
        case .contains(let left, let right):
            guard let value = left.value(in: &item), let part = right.value(in: &item) else {
                return false
            }
            return value.decoded(in: item).contains(part.decoded(in: item))
        }
    }
}

extension Comparator {
    /// The comparison's truth; only S, N and B have an order, and only among themselves.
    func holds(_ left: OperandValue?, _ right: OperandValue?, in item: ItemView) -> Bool {
        guard let left, let right else { return self == .notEqual }
        switch self {
        case .equal: return left.isEqual(to: right, in: item)
        case .notEqual: return !left.isEqual(to: right, in: item)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard let order = left.order(against: right, in: item) else { return false }
            return fits(order)
        }
    }

    /// Whether a comparison of values that are in this order is true.
    private func fits(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

extension Value {
    /// `nil` when the two cannot be ordered.
    func isLess(than other: Value) -> Bool? {
        order(against: other).map { $0 < 0 }
    }

    /// -1, 0 or 1; `nil` when the two cannot be ordered.
    func order(against other: Value) -> Int? {
        switch (self, other) {
        case (.string(let left), .string(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.number(let left), .number(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.binary(let left), .binary(let right)): left < right ? -1 : left == right ? 0 : 1
        default: nil
        }
    }

    fileprivate func begins(with prefix: Value) -> Bool {
        switch (self, prefix) {
        case (.string(let text), .string(let prefix)): text.starts(with: prefix)
        case (.binary(let binary), .binary(let prefix)):
            binary.bytes.starts(with: prefix.bytes)
        default: false
        }
    }

    /// A part of a string or of bytes, or a member of a set or list; maps contain nothing.
    fileprivate func contains(_ part: Value) -> Bool {
        switch (self, part) {
        case (.string(let text), .string(let part)):
            text.string.utf8.span.contains(part.string.utf8.span)
        case (.binary(let binary), .binary(let part)): binary.contains(part)
        case (.stringSet(let set), .string(let member)): set.contains(member)
        case (.numberSet(let set), .number(let member)): set.contains(member)
        case (.binarySet(let set), .binary(let member)): set.contains(member)
        case (.list(let elements), _): elements.contains(part)
        default: false
        }
    }
}

extension Binary {
    fileprivate func contains(_ part: Binary) -> Bool {
        let bytes = bytes
        let partBytes = part.bytes
        return bytes.span.contains(partBytes.span)
    }
}

extension Span<UInt8> {
    /// Below this length of the part, comparing at every place is quick enough.
    private static var plainSearchMax: Int { 16 }

    /// Whether `part` stands somewhere in it without a gap; the empty part does.
    fileprivate func contains(_ part: Span<UInt8>) -> Bool {
        guard part.count > 0 else { return true }
        guard part.count <= count else { return false }
        return part.count <= Self.plainSearchMax ? containsPlainly(part) : containsLinearly(part)
    }

    private func containsPlainly(_ part: Span<UInt8>) -> Bool {
        for start in 0...(count - part.count) where self[start] == part[0] {
            var length = 1
            while length < part.count, self[start + length] == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }

    /// Knuth, Morris and Pratt: a request may bring a part and an item a string of hundreds of
    /// kilobytes, and no pair of them may hold up the writer.
    private func containsLinearly(_ part: Span<UInt8>) -> Bool {
        var borders = Array(repeating: 0, count: part.count)
        var length = 0
        for index in 1..<part.count {
            while length > 0, part[index] != part[length] { length = borders[length - 1] }
            if part[index] == part[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for index in 0..<count {
            while length > 0, self[index] != part[length] { length = borders[length - 1] }
            if self[index] == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}
