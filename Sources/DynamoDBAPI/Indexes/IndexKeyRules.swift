import Model
import Values

/// AWS's rules for the KeySchema of an index: a local one has two attributes as a table has, a global
/// one up to four of each kind.
enum IndexKeyRules {
    static func check(
        _ keys: [RequestReader], _ scope: SecondaryIndexDefinition.Scope, of index: Text
    ) throws(WireError) {
        let types = keys.map { $0.string(.keyType) ?? "" }
        if types.first != "HASH" {
            throw .validation(
                "Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
        }
        try checkNames(of: keys)
        switch scope {
        case .local: try checkLocal(types, of: index)
        case .global: try checkGlobal(types)
        }
    }

    /// Refuses a key that has an attribute twice.
    static func checkNames(of keys: [RequestReader]) throws(WireError) {
        let names = keys.map { $0.text(.attributeName) ?? "" }
        if Set(names).count == names.count { return }
        throw .validation(
            names.count == 2
                ? "Both the Hash Key and the Range Key element in the KeySchema have the same name"
                : "The KeySchema contains multiple key attributes with the same name")
    }

    private static func checkLocal(_ types: [String], of index: Text) throws(WireError) {
        guard types.count > 1 else {
            throw .invalidParameter(
                "Index KeySchema does not have a range key for index: \(index)")
        }
        if types[1] != "RANGE" {
            throw .validation(
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
        }
    }

    private static func checkGlobal(_ types: [String]) throws(WireError) {
        let hashCount = types.count { $0 == "HASH" }
        if types.prefix(hashCount).contains("RANGE") {
            throw .invalidParameter(
                "All HASH key attributes must precede RANGE key attributes in the KeySchema")
        }
        for (name, count) in [("HASH", hashCount), ("RANGE", types.count - hashCount)]
        where count > DynamoDBLimits.indexKeyAttributesMax {
            throw .invalidParameter(
                "The KeySchema exceeds the maximum allowed number of \(name) key attributes")
        }
    }
}
