/// The three types that a key attribute may have.
package enum KeyType: UInt8, Hashable, Sendable, CaseIterable {
    case string
    case number
    case binary

    /// The type's tag on the wire.
    package var tag: String { kind.rawValue }

    /// What a person calls the type.
    package var word: String {
        switch self {
        case .string: "string"
        case .number: "number"
        case .binary: "binary"
        }
    }

    package var kind: ValueKind {
        switch self {
        case .string: .string
        case .number: .number
        case .binary: .binary
        }
    }

    /// Reads a wire tag; `nil` for tags that no key may have.
    package init?(tag: String) {
        switch tag {
        case "S": self = .string
        case "N": self = .number
        case "B": self = .binary
        default: return nil
        }
    }
}

/// One attribute of a key, by name and type.
package struct KeyAttribute: Hashable, Sendable {
    package let name: Text
    package let type: KeyType

    package init(name: Text, type: KeyType) {
        self.name = name
        self.type = type
    }
}

/// Which attributes of a table or index make up its key.
///
/// A class, as every request asks its table for it: a copy would hold each name anew.
package final class KeySchema: Hashable, Sendable {
    package let partition: KeyAttribute
    package let sort: KeyAttribute?

    package init(partition: KeyAttribute, sort: KeyAttribute? = nil) {
        self.partition = partition
        self.sort = sort
    }

    /// The attributes of the key, in its order.
    package var keyAttributes: [KeyAttribute] { sort.map { [partition, $0] } ?? [partition] }

    /// Picks the key out of a whole item and checks types and sizes.
    package func key(of item: AttributeMap) throws(KeyError) -> Key {
        let partitionValue = try value(of: partition, in: item, isPartition: true)
        guard let sort else { return Key(partition: partitionValue, sort: nil) }
        return Key(
            partition: partitionValue,
            sort: try value(of: sort, in: item, isPartition: false))
    }

    /// Picks the key out of an encoded item and checks types and sizes.
    package func key(of item: ItemImage) throws(KeyError) -> Key {
        var map = AttributeMap()
        map[partition.name] = item[partition.name]
        if let sort { map[sort.name] = item[sort.name] }
        return try key(of: map)
    }

    /// Reads a map that must hold the key's attributes and nothing else.
    package func key(exactly map: AttributeMap) throws(KeyError) -> Key {
        guard map.count == (sort == nil ? 1 : 2) else { throw .wrongCount }
        do throws(KeyError) {
            // With all of the key's attributes in it there is no room for others.
            return try key(of: map)
        } catch {
            let others = map.names.filter { !isKeyAttribute($0) }
            throw others.isEmpty ? error : .unexpected(others)
        }
    }

    /// An item that has the key's attributes alone.
    package func attributes(of key: Key) -> AttributeMap {
        var map = AttributeMap()
        map[partition.name] = key.partition.value
        if let sort, let value = key.sort { map[sort.name] = value.value }
        return map
    }

    package static func == (left: KeySchema, right: KeySchema) -> Bool {
        left === right || left.partition == right.partition && left.sort == right.sort
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(partition)
        hasher.combine(sort)
    }

    /// Whether writes other than those of a whole item must leave `name` alone.
    package func isKeyAttribute(_ name: Text) -> Bool {
        name == partition.name || name == sort?.name
    }

    private func value(
        of attribute: KeyAttribute, in item: AttributeMap, isPartition: Bool
    ) throws(KeyError) -> KeyValue {
        guard let value = item[attribute.name] else { throw .missing(attribute.name) }
        guard let keyValue = KeyValue(value), keyValue.type == attribute.type else {
            throw .wrongType(attribute.name, expected: attribute.type, actual: value.kind)
        }
        // A number needs no check: its key form is never long and never empty.
        let size: Int
        switch keyValue {
        case .string(let text): size = text.utf8Count
        case .binary(let binary): size = binary.count
        case .number: return keyValue
        }
        if let error = attribute.error(ofBytes: size, isPartition: isPartition) { throw error }
        return keyValue
    }
}

extension KeyAttribute {
    /// Why a string or binary of so many bytes cannot stand in a key; `nil` when it can.
    fileprivate func error(ofBytes size: Int, isPartition: Bool) -> KeyError? {
        guard size > 0 else { return .empty(name, type) }
        let limit = isPartition ? ValueLimits.partitionKeyBytesMax : ValueLimits.sortKeyBytesMax
        guard size <= limit else {
            return .tooLong(name, isPartition: isPartition, size: size, limit: limit)
        }
        return nil
    }

    /// Why a value of an item cannot stand in a key as this attribute; `nil` when it can.
    package func error(
        of value: ValueLocation, in item: borrowing ItemView, isPartition: Bool
    ) -> KeyError? {
        guard value.kind == type.kind else {
            return .wrongType(name, expected: type, actual: value.kind)
        }
        guard let contents = item.contents(of: value) else { return nil }
        return error(ofBytes: contents.count, isPartition: isPartition)
    }
}

/// Why a map is no key of a schema; the API layers put it into their words.
package enum KeyError: Error, Hashable, Sendable {
    case missing(Text)
    case unexpected([Text])
    case wrongType(Text, expected: KeyType, actual: ValueKind)
    case empty(Text, KeyType)
    case tooLong(Text, isPartition: Bool, size: Int, limit: Int)
    case wrongCount
}
