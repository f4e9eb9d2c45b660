import Values

/// Makes a table's `KeySchema` of the parameters KeySchema and AttributeDefinitions.
///
/// AWS checks them in this order: are there definitions for the keys, are the keys in shape. Whether
/// there is a definition too many depends on the table's indexes.
enum KeySchemaReader {
    static func keySchema(
        _ request: RequestReader, definedBy definitions: KeyDefinitions
    ) throws(WireError) -> KeySchema {
        let keys = request.structures(.keySchema)
        if definitions.attributes.count < keys.count {
            throw .validation("Invalid KeySchema: Some index key attribute have no definition")
        }
        let attributes = try definitions.attributes(of: keys)
        try checkShape(keys, attributes)
        return KeySchema(
            partition: attributes[0], sort: attributes.count > 1 ? attributes[1] : nil)
    }

    private static func checkShape(
        _ keys: [RequestReader], _ attributes: [KeyAttribute]
    ) throws(WireError) {
        if keys.first?.string(.keyType) != "HASH" {
            throw .validation(
                "Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
        }
        guard keys.count > 1 else { return }
        if attributes[0].name == attributes[1].name {
            throw .validation(
                "Both the Hash Key and the Range Key element in the KeySchema have the same name")
        }
        if keys[1].string(.keyType) != "RANGE" {
            throw .validation(
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
        }
    }
}
