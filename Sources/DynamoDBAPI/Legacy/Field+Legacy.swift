/// The parameters from before expressions.
extension Field {
    static let conditionalOperator = Field(.conditionalOperator, .string, .oneOf(["OR", "AND"]))
    static let expected = Field(
        .expected,
        .map(
            .structure(
                [
                    Field(.value, .value), Field(.exists, .boolean),
                    Field(.comparisonOperator, .string, .comparison),
                    Field(.attributeValueList, .list(.value)),
                ], type: "ExpectedAttributeValue")))
    static let attributeUpdates = Field(
        .attributeUpdates,
        .map(
            .structure(
                [
                    Field(.value, .value),
                    Field(.action, .string, .oneOf(["ADD", "DELETE", "PUT"])),
                ], type: "AttributeValueUpdate")))

    /// QueryFilter, ScanFilter or KeyConditions.
    static func conditions(_ parameter: Parameter) -> Field {
        Field(
            parameter,
            .map(
                .structure(
                    [
                        Field(.attributeValueList, .list(.value)),
                        Field(.comparisonOperator, .string, .required, .comparison),
                    ], type: "Condition")))
    }
    static let attributesToGet = Field(
        .attributesToGet, .list(.string), .length(1...Int.max))
}

extension Constraint {
    fileprivate static let comparison = Constraint.oneOf(LegacyOperator.allCases.map(\.rawValue))
}
