package import Values

/// One side of a condition, with its placeholders resolved.
package indirect enum Operand: Hashable, Sendable {
    case path(AttributePath)
    case value(Value)
    /// The operand is a path or a value, never a size.
    case size(Operand)
    /// What the sketch at the path has seen, about, as N.
    case estimate(AttributePath)
}

extension Operand {
    /// The value that it has for `item`; `nil` where the item has nothing to offer.
    package func value(in item: AttributeMap) -> Value? {
        switch self {
        case .path(let path): item.value(at: path)
        case .value(let value): value
        case .size(let inner): inner.value(in: item)?.elementCount.map { .number(Number($0)) }
        case .estimate(let path): item.estimate(at: path)
        }
    }

    /// Every path in it.
    var paths: [AttributePath] {
        switch self {
        case .path(let path): [path]
        case .value: []
        case .size(let inner): inner.paths
        case .estimate(let path): [path]
        }
    }
}

extension Value {
    /// What `size` measures: bytes of S and B, members of the others; numbers, booleans and NULL
    /// have none.
    fileprivate var elementCount: Int64? {
        switch self {
        case .string(let text): Int64(text.utf8Count)
        case .binary(let binary): Int64(binary.count)
        case .list(let elements): Int64(elements.count)
        case .map(let attributes): Int64(attributes.count)
        case .stringSet(let set): Int64(set.count)
        case .numberSet(let set): Int64(set.count)
        case .binarySet(let set): Int64(set.count)
        case .number, .boolean, .null: nil
        }
    }
}
