package import JSON
package import Values

/// Reads an item's key: an object that has the key's attributes and nothing else, or a whole item.
///
/// Strings and numbers are themselves, binary is base64.
package struct KeyReader {
    private let schema: KeySchema

    package init(schema: KeySchema) {
        self.schema = schema
    }

    package func read(_ node: JSONNode) throws(BodyProblem) -> Key {
        try read(node) { name, _ throws(BodyProblem) in
            throw name.unknownMember(known: schema.keyAttributes.map(\.name.string))
        }
    }

    /// Reads an item that has the key's attributes among others.
    package func readItem(_ node: JSONNode) throws(BodyProblem) -> (key: Key, item: Item) {
        var entries: [AttributeMap.Entry] = []
        let key = try read(node) { name, value throws(BodyProblem) in
            entries.append(
                AttributeMap.Entry(
                    name: try name.readAttributeName(), value: try value.readValue()))
        }
        for entry in schema.attributes(of: key).entries { entries.append(entry) }
        // The reader of JSON has refused two members of one name.
        return (key, AttributeMap(uniqueEntries: entries) ?? AttributeMap())
    }

    /// Gives every member that is no part of the key to `readOther`.
    private func read(
        _ node: JSONNode,
        _ readOther: (_ name: JSONNode, _ value: JSONNode) throws(BodyProblem) -> Void
    ) throws(BodyProblem) -> Key {
        var partition: KeyValue?
        var sort: KeyValue?
        let sortName = schema.sort?.name.string
        for (name, value) in try node.readMembers() {
            if name.isString(schema.partition.name.string) {
                partition = try KeyReader.read(
                    value, as: schema.partition.type, bytesMax: ValueLimits.partitionKeyBytesMax)
            } else if let sortName, name.isString(sortName), let type = schema.sort?.type {
                sort = try KeyReader.read(value, as: type, bytesMax: ValueLimits.sortKeyBytesMax)
            } else {
                try readOther(name, value)
            }
        }
        guard let partition else { throw missing(schema.partition, in: node) }
        if sort == nil, let attribute = schema.sort { throw missing(attribute, in: node) }
        return Key(partition: partition, sort: sort)
    }

    private func missing(_ attribute: KeyAttribute, in node: JSONNode) -> BodyProblem {
        node.missing(attribute.name.string, "a \(attribute.type.word)")
    }

    private static func read(
        _ node: JSONNode, as type: KeyType, bytesMax: Int
    ) throws(BodyProblem) -> KeyValue {
        switch type {
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
