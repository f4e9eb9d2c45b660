import Values

/// The AttributeDefinitions of CreateTable and UpdateTable: the types of key attributes.
struct KeyDefinitions: Sendable {
    let attributes: [KeyAttribute]

    init(_ request: RequestReader) throws(WireError) {
        var attributes: [KeyAttribute] = []
        for definition in request.structures(.attributeDefinitions) {
            // The rules have seen to it that both are there and the type is one of three.
            guard let name = definition.text(.attributeName),
                let type = definition.string(.attributeType).flatMap(KeyType.init(tag:))
            else { continue }
            try KeyDefinitions.checkLength(of: name)
            if attributes.contains(where: { $0.name == name }) {
                throw .validation("Attribute Name is duplicated: \(name)")
            }
            attributes.append(KeyAttribute(name: name, type: type))
        }
        self.attributes = attributes
    }

    /// The attributes of a KeySchema with their types; throws when one has none.
    func attributes(of keys: [RequestReader]) throws(WireError) -> [KeyAttribute] {
        let names = keys.map { $0.text(.attributeName) ?? "" }
        let found = names.compactMap { name in attributes.first { $0.name == name } }
        if found.count == names.count { return found }
        let missing = names.filter { name in !attributes.contains { $0.name == name } }
        throw .invalidParameter(
            "Some index key attributes are not defined in AttributeDefinitions. "
                + "Keys: \(KeyDefinitions.list(missing)), "
                + "AttributeDefinitions: \(KeyDefinitions.list(attributes.map(\.name)))")
    }

    /// Refuses a name that is too long for a key attribute, or to be kept with an index.
    static func checkLength(of name: Text) throws(WireError) {
        guard name.utf8Count > ValueLimits.keyNameBytesMax else { return }
        throw .invalidParameter(
            "Attribute name is longer than \(ValueLimits.keyNameBytesMax) bytes: \(name)")
    }

    /// Names as AWS lists them: `[a, b]`.
    static func list(_ names: [Text]) -> String {
        "[\(names.map(\.string).joined(separator: ", "))]"
    }
}
