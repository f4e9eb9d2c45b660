import StreamRecords
import Values

/// Reads what Expected says of one attribute, in either of its two forms: an operator with its values,
/// or Value and Exists, which ask for equality or absence.
enum LegacyExpectation {
    static func read(
        _ request: RequestReader, of attribute: Text
    ) throws(WireError) -> LegacyComparison {
        try checkForm(request, of: attribute)
        let name = LegacyComparison.name(request)
        if let node = request[.value] {
            return try LegacyComparison(name ?? .equal, [try ValueJSON.value(from: node)])
        }
        return try LegacyComparison(name ?? .null, try LegacyComparison.values(request))
    }

    /// Refuses members that do not go together, in AWS's order.
    private static func checkForm(
        _ request: RequestReader, of attribute: Text
    ) throws(WireError) {
        let hasValue = request.has(.value)
        let hasList = request.has(.attributeValueList)
        let exists = request.boolean(.exists)
        if exists != nil, request.has(.comparisonOperator) {
            throw invalid("Exists and ComparisonOperator cannot be used together", attribute)
        }
        if hasValue, hasList {
            throw invalid("Value and AttributeValueList cannot be used together", attribute)
        }
        if hasList, !request.has(.comparisonOperator) {
            throw invalid(
                "AttributeValueList can only be used with a ComparisonOperator", attribute)
        }
        if hasValue, exists == false {
            throw invalid("Value cannot be used when Exists is false", attribute)
        }
        if hasValue || hasList { return }
        if let name = LegacyComparison.name(request) {
            if name == .null || name == .notNull { return }
            throw invalid(
                "Value or AttributeValueList must be used with ComparisonOperator: "
                    + name.rawValue, attribute)
        }
        if exists != false {
            throw invalid(
                "Value must be provided when Exists is \(exists == nil ? "null" : "true")",
                attribute)
        }
    }

    private static func invalid(_ reason: String, _ attribute: Text) -> WireError {
        .invalidParameter("\(reason) for Attribute: \(attribute)")
    }
}
