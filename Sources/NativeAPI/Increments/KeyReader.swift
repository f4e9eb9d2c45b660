import JSON
import Values

/// Reads an item's key: an object that has the key's attributes and nothing else.
///
/// Strings and numbers are themselves, binary is base64.
struct KeyReader {
    let schema: KeySchema

    func read(_ node: JSONNode) throws(BodyProblem) -> Key {
        var partition: KeyValue?
        var sort: KeyValue?
        for (name, value) in try node.readMembers() {
            if name.isString(schema.partition.name.string) {
                partition = try read(
                    value, as: schema.partition, bytesMax: KeySchema.partitionBytesMax)
            } else if let attribute = schema.sort, name.isString(attribute.name.string) {
                sort = try read(value, as: attribute, bytesMax: KeySchema.sortBytesMax)
            } else {
                throw name.unknownMember(
                    known: [schema.partition, schema.sort].compactMap { $0?.name.string })
            }
        }
        guard let partition else { throw missing(schema.partition, in: node) }
        if let attribute = schema.sort, sort == nil { throw missing(attribute, in: node) }
        return Key(partition: partition, sort: sort)
    }

    private func missing(_ attribute: KeyAttribute, in node: JSONNode) -> BodyProblem {
        node.missing(attribute.name.string, "a \(attribute.type.word)")
    }

    private func read(
        _ node: JSONNode, as attribute: KeyAttribute, bytesMax: Int
    ) throws(BodyProblem) -> KeyValue {
        switch attribute.type {
        case .string: return .string(try node.readText(bytesMax: bytesMax))
        case .number: return .number(try node.readNumber())
        case .binary:
            guard node.kind == .string else { throw node.expected("a string in base64") }
            guard let bytes = node.base64 else { throw node.problem("is not padded base64") }
            try node.check(byteCount: bytes.count, bytesMax: bytesMax)
            return .binary(Binary(bytes))
        }
    }
}

extension KeyType {
    /// What a person calls the type, in this API.
    var word: String {
        switch self {
        case .string: "string"
        case .number: "number"
        case .binary: "binary"
        }
    }
}
