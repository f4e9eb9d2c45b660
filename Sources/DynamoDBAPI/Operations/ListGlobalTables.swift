import API
import Model

/// Lists the tables with replicas in other regions: none.
struct ListGlobalTables: EmptyList {
    static let traits = OperationTraits("ListGlobalTables", .describe)
    static let member = "GlobalTables"
    static let fields = FieldRules([
        Field(
            .exclusiveStartGlobalTableName, .string, .length(TableName.bytes),
            .tableNamePattern(orARN: false)),
        Field(.limit, .integer, .range(1...Int64.max)),
        Field(.regionName, .string),
    ])

    init(_ request: RequestReader, in context: DynamoDBContext) {}
}
