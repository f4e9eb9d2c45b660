package import Values

/// The id of an update that is to happen once.
package struct OnceID: Hashable, Sendable {
    /// The tag of the id's type (S, N or B), then what it says: UTF-8, canonical decimal text or
    /// the bytes themselves.
    package let bytes: [UInt8]

    /// `nil` for a value that is no S, N or B, and for one that is empty or too long.
    package init?(_ value: Value) {
        guard let id = KeyValue(value) else { return nil }
        let content = id.onceBytes
        guard ExpressionLimits.onceIDBytes.contains(content.count) else { return nil }
        bytes = Array(id.type.tag.utf8) + content
    }

    /// An id as it was stored; `nil` for bytes that none has.
    package init?(bytes: [UInt8]) {
        guard let first = bytes.first, ExpressionLimits.onceIDBytes.contains(bytes.count - 1),
            KeyType.allCases.contains(where: { $0.tag.utf8.first == first })
        else { return nil }
        self.bytes = bytes
    }
}

extension KeyValue {
    /// The value's content as an id has it.
    fileprivate var onceBytes: [UInt8] {
        switch self {
        case .string(let text): text.bytes
        case .number(let number): Array(number.text.utf8)
        case .binary(let binary): binary.bytes
        }
    }
}
