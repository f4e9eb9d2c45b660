package import Values

/// One side of a condition, with its placeholders resolved.
package indirect enum Operand: Hashable, Sendable {
    case path(AttributePath)
    case value(Value)
    /// The operand is a path or a value, never a size.
    case size(Operand)
    /// The size with strings measured in bytes: in logs that were written when size meant that, so
    /// that they are replayed as they were decided.
    case byteSize(Operand)
    /// What the sketch at the path has seen, about, as N.
    case estimate(AttributePath)
}

extension Operand {
    /// The value that it has for `item`; `nil` where the item has nothing to offer.
    package func value(in item: AttributeMap) -> Value? {
        switch self {
        case .path(let path): item.value(at: path)
        case .value(let value): value
        case .size(let inner): inner.value(in: item)?.measure.map { .number(Number($0)) }
        case .byteSize(let inner):
            inner.value(in: item)?.measureInBytes.map { .number(Number($0)) }
        case .estimate(let path): item.estimate(at: path)
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

extension Value {
    /// What `size` measures: UTF-16 units of S, bytes of B, members of the others; numbers, booleans
    /// and NULL have none.
    fileprivate var measure: Int64? {
        if case .string(let text) = self { return Int64(text.utf16Count) }
        return measureInBytes
    }

    fileprivate var measureInBytes: Int64? {
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
