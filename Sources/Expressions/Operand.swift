package import Values

/// One side of a condition, with its placeholders resolved.
package enum Operand: Hashable, Sendable {
    case path(AttributePath)
    case value(Value)
    /// The operand is a path or a value, never a size.
    indirect case size(Operand)
    /// The size with strings measured in bytes: in logs that were written when size meant that, so
    /// that they are replayed as they were decided.
    indirect case byteSize(Operand)
    /// What the sketch at the path has seen, about, as N.
    case estimate(AttributePath)
}

extension Operand {
    /// The value that it has for `item`; `nil` where the item has nothing to offer.
    func value(in item: inout ItemView) -> OperandValue? {
        switch self {
        case .path(let path): item.locate(path).map { .stored($0) }
        case .value(let value): .given(value)
        case .size(let inner): inner.value(in: &item)?.measure(in: item).map { .given($0) }
        case .byteSize(let inner):
            inner.value(in: &item)?.measureInBytes(in: item).map { .given($0) }
        case .estimate(let path): item.estimate(at: path).map { .given($0) }
        }
    }

    /// Every path in it.
    var paths: [AttributePath] {
        switch self {
        case .path(let path): [path]
        case .value: []
        case .size(let inner), .byteSize(let inner): inner.paths
        case .estimate(let path): [path]
        }
    }
}

/// What an operand comes to: a value of the item, left where it lies, or one that the expression
/// brought or made.
enum OperandValue {
    case stored(ValueLocation)
    case given(Value)
}

extension OperandValue {
    var kind: ValueKind {
        switch self {
        case .stored(let location): location.kind
        case .given(let value): value.kind
        }
    }

    /// The value, decoded if it is the item's.
    func decoded(in item: ItemView) -> Value {
        switch self {
        case .stored(let location): item.value(at: location)
        case .given(let value): value
        }
    }

    func isEqual(to other: OperandValue, in item: ItemView) -> Bool {
        switch (self, other) {
        case (.stored(let left), .stored(let right)): item.isEqual(left, to: right)
        case (.stored(let location), .given(let value)), (.given(let value), .stored(let location)):
            item.isEqual(location, to: value)
        case (.given(let left), .given(let right)): left == right
        }
    }

    /// -1, 0 or 1; `nil` where the two have no order.
    func order(against other: OperandValue, in item: ItemView) -> Int? {
        switch (self, other) {
        case (.stored(let location), _):
            item.order(of: location, against: other.decoded(in: item))
        case (.given(let value), .stored(let location)):
            item.order(of: location, against: value).map { -$0 }
        case (.given(let left), .given(let right)): left.order(against: right)
        }
    }

    /// What `size` measures: UTF-16 units of S, bytes of B, members of the others; numbers, booleans
    /// and NULL have none.
    func measure(in item: ItemView) -> Value? {
        if case .stored(let location) = self, location.kind == .string,
            let contents = item.contents(of: location)
        {
            let text = item.bytes.extracting(contents)
            return .number(Number(Int64(Text.utf16Count(ofUTF8: text))))
        }
        if case .given(.string(let text)) = self {
            return .number(Number(Int64(text.utf16Count)))
        }
        return measureInBytes(in: item)
    }

    func measureInBytes(in item: ItemView) -> Value? {
        let count: Int? =
            switch self {
            case .stored(let location):
                item.contents(of: location)?.count ?? item.memberCount(of: location)
            case .given(let value): value.memberCount
            }
        return count.map { .number(Number(Int64($0))) }
    }
}

extension Value {
    /// Bytes of S and B, members of the others.
    fileprivate var memberCount: Int? {
        switch self {
        case .string(let text): text.utf8Count
        case .binary(let binary): binary.count
        case .list(let elements): elements.count
        case .map(let attributes): attributes.count
        case .stringSet(let set): set.count
        case .numberSet(let set): set.count
        case .binarySet(let set): set.count
        case .number, .boolean, .null: nil
        }
    }
}
