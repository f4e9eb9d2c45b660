/// Parameters of the API's older style: their kinds are checked, then they are refused.
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
    fileprivate static let comparison = Constraint.oneOf([
        "IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL", "NE", "LE",
        "BEGINS_WITH", "GE", "CONTAINS",
    ])
}
