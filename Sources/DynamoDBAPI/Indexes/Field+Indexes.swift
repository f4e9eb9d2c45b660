import Model
import Values

/// The definitions of indexes, as CreateTable and UpdateTable have them.
extension Field {
    static let localSecondaryIndexes = Field(
        .localSecondaryIndexes,
        .list(
            .structure(
                indexMembers(keySchema: Field(.keySchema, keySchema, .required, .length(1...2))),
                type: "LocalSecondaryIndex")))
    static let globalSecondaryIndexes = Field(
        .globalSecondaryIndexes,
        .list(.structure(globalIndexMembers, type: "GlobalSecondaryIndex")))

    /// The key of a global index may have several attributes of both kinds, which are counted apart.
    static let globalIndexMembers =
        indexMembers(
            keySchema: Field(.keySchema, keySchema, .required, .length(1...Int.max)))
        + [.provisionedThroughput, .onDemandThroughput, .warmThroughput]

    static let nameOfIndex = Field(
        .indexName, .string, .required, .tableNamePattern(orARN: false), .length(TableName.bytes))

    private static func indexMembers(keySchema: Field) -> [Field] {
        [
            nameOfIndex, keySchema,
            Field(
                .projection,
                .structure(
                    [
                        Field(.projectionType, .string, .oneOf(["ALL", "INCLUDE", "KEYS_ONLY"])),
                        Field(
                            .nonKeyAttributes, .list(.string),
                            .length(DynamoDBLimits.projectedPerIndex)),
                    ], type: "Projection"), .required),
        ]
    }
}
