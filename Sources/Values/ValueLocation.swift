/// Where a value lies in the bytes of an item, and what it is.
package struct ValueLocation: Hashable, Sendable {
    /// Where its tag stands.
    let start: Int
    let tag: ValueTag

    /// Where what follows the tag begins.
    var contents: Int { start + 1 }

    /// Where the count of a container's members stands, behind its size.
    var membersStart: Int { start + 5 }

    package var kind: ValueKind { tag.kind }
}

extension ValueTag {
    var kind: ValueKind {
        switch self {
        case .null: .null
        case .no, .yes: .boolean
        case .integer, .decimal: .number
        case .string: .string
        case .binary: .binary
        case .list: .list
        case .map: .map
        case .stringSet: .stringSet
        case .numberSet: .numberSet
        case .binarySet: .binarySet
        }
    }
}
