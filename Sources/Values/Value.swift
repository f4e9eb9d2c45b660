/// One attribute's value: DynamoDB's ten types.
///
/// Structural equality is DynamoDB's equality: types are strict, sets and maps have no order
/// (both are kept sorted), lists do, and numbers are canonical.
package enum Value: Hashable, Sendable {
    case string(Text)
    case number(Number)
    case binary(Binary)
    case boolean(Bool)
    case null
    case list([Value])
    case map(AttributeMap)
    case stringSet(SortedSet<Text>)
    case numberSet(SortedSet<Number>)
    case binarySet(SortedSet<Binary>)

    package var kind: ValueKind {
        switch self {
        case .string: .string
        case .number: .number
        case .binary: .binary
        case .boolean: .boolean
        case .null: .null
        case .list: .list
        case .map: .map
        case .stringSet: .stringSet
        case .numberSet: .numberSet
        case .binarySet: .binarySet
        }
    }

    /// The levels of lists and maps: 0 for a scalar or a set, 1 for a flat list, and so on.
    package var depth: Int {
        switch self {
        case .list(let elements): 1 + elements.reduce(0) { max($0, $1.depth) }
        case .map(let attributes): 1 + attributes.depth
        default: 0
        }
    }
}

/// The type of a value; the raw value is its tag on the wire.
package enum ValueKind: String, Hashable, Sendable, CaseIterable {
    case string = "S"
    case number = "N"
    case binary = "B"
    case boolean = "BOOL"
    case null = "NULL"
    case list = "L"
    case map = "M"
    case stringSet = "SS"
    case numberSet = "NS"
    case binarySet = "BS"
}
