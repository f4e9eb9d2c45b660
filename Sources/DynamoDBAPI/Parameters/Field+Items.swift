import Model

extension Field {
    /// TableName as every data operation takes it: a name or an ARN, at least one character.
    static let tableName = Field(
        .tableName, .string, .required, .nameLength(1...TableName.bytes.upperBound),
        .tableNamePattern(orARN: true, emptyPasses: true))
    static let returnConsumedCapacity = Field(
        .returnConsumedCapacity, .string, .oneOf(["INDEXES", "TOTAL", "NONE"]))
    static let returnItemCollectionMetrics = Field(
        .returnItemCollectionMetrics, .string, .oneOf(["SIZE", "NONE"]))
    static let returnValues = Field(
        .returnValues, .string,
        .oneOf(["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"]))
    static let returnValuesOnConditionCheckFailure = Field(
        .returnValuesOnConditionCheckFailure, .string, .oneOf(["ALL_OLD", "NONE"]))
    static let expressionAttributeNames = Field(.expressionAttributeNames, .map(.string))
    static let expressionAttributeValues = Field(.expressionAttributeValues, .map(.value))
}
