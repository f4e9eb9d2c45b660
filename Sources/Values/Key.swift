/// A value that can stand in a key.
///
/// Order is defined between values of one type; between types it follows `KeyType`, only so that
/// the order is total.
package enum KeyValue: Hashable, Sendable {
    case string(Text)
    case number(Number)
    case binary(Binary)

    /// `nil` for the seven types that no key may have.
    package init?(_ value: Value) {
        switch value {
        case .string(let text): self = .string(text)
        case .number(let number): self = .number(number)
        case .binary(let binary): self = .binary(binary)
        default: return nil
        }
    }

    package var value: Value {
        switch self {
        case .string(let text): .string(text)
        case .number(let number): .number(number)
        case .binary(let binary): .binary(binary)
        }
    }

    package var type: KeyType {
        switch self {
        case .string: .string
        case .number: .number
        case .binary: .binary
        }
    }
}

extension KeyValue: Comparable {
    package static func < (left: KeyValue, right: KeyValue) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left < right
        case (.number(let left), .number(let right)): left < right
        case (.binary(let left), .binary(let right)): left < right
        default: left.type.rawValue < right.type.rawValue
        }
    }
}

/// What identifies an item in its table.
package struct Key: Hashable, Sendable {
    package let partition: KeyValue
    package let sort: KeyValue?

    package init(partition: KeyValue, sort: KeyValue? = nil) {
        self.partition = partition
        self.sort = sort
    }
}
