import Values

/// Makes a table's `KeySchema` of the parameters KeySchema and AttributeDefinitions.
///
/// AWS checks them in this order: are there definitions for the keys, are the keys in shape, is
/// there a definition too many.
enum KeySchemaReader {
    static func keySchema(_ request: RequestReader) throws(WireError) -> KeySchema {
        let types = try definitions(request)
        let keys = request.structures(.keySchema)
        let names = keys.map { $0.text(.attributeName) ?? "" }
        if types.count < keys.count {
            throw .validation("Invalid KeySchema: Some index key attribute have no definition")
        }
        var attributes: [KeyAttribute] = []
        for name in names {
            guard let type = types.first(where: { $0.name == name }) else {
                throw undefined(names, types)
            }
            attributes.append(type)
        }
        try checkShape(keys, names)
        if types.count != keys.count {
            throw .invalidParameter(
                "Number of attributes in KeySchema does not exactly match "
                    + "number of attributes defined in AttributeDefinitions")
        }
        return KeySchema(
            partition: attributes[0], sort: attributes.count > 1 ? attributes[1] : nil)
    }

    private static func definitions(
        _ request: RequestReader
    ) throws(WireError) -> [KeyAttribute] {
        var types: [KeyAttribute] = []
        for definition in request.structures(.attributeDefinitions) {
            // The rules have seen to it that both are there and the type is one of three.
            guard let name = definition.text(.attributeName),
                let type = definition.string(.attributeType).flatMap(KeyType.init(tag:))
            else { continue }
            if name.utf8Count > ValueLimits.keyNameBytesMax {
                throw .invalidParameter(
                    "Attribute name is longer than \(ValueLimits.keyNameBytesMax) bytes: "
                        + name.string)
            }
            if types.contains(where: { $0.name == name }) {
                throw .invalidParameter(
                    "Duplicate AttributeName in AttributeDefinitions: \(name.string)")
            }
            types.append(KeyAttribute(name: name, type: type))
        }
        return types
    }

    private static func checkShape(
        _ keys: [RequestReader], _ names: [Text]
    ) throws(WireError) {
        if keys.first?.string(.keyType) != "HASH" {
            throw .validation(
                "Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
        }
        guard keys.count > 1 else { return }
        if names[0] == names[1] {
            throw .validation(
                "Both the Hash Key and the Range Key element in the KeySchema have the same name")
        }
        if keys[1].string(.keyType) != "RANGE" {
            throw .validation(
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
        }
    }

    private static func undefined(_ names: [Text], _ types: [KeyAttribute]) -> WireError {
        let missing = names.filter { name in !types.contains { $0.name == name } }
        return .invalidParameter(
            "Some index key attributes are not defined in AttributeDefinitions. "
                + "Keys: [\(missing.map(\.string).joined(separator: ", "))], "
                + "AttributeDefinitions: [\(types.map(\.name.string).joined(separator: ", "))]")
    }
}
