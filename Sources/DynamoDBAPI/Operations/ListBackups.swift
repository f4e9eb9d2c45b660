import API
import Model

/// Lists the backups of tables: none, as none can be asked for.
struct ListBackups: EmptyList {
    static let traits = OperationTraits("ListBackups", .describe)
    static let member = "BackupSummaries"
    static let fields = FieldRules([
        Field(
            .tableName, .string, .nameLength(TableName.bytes), .tableNamePattern(orARN: true)),
        Field(.limit, .integer, .range(1...100)),
        Field(.timeRangeLowerBound, .ignored),
        Field(.timeRangeUpperBound, .ignored),
        Field(.exclusiveStartBackupArn, .string, .length(37...1024)),
        Field(.backupType, .string, .oneOf(["USER", "SYSTEM", "AWS_BACKUP", "ALL"])),
    ])

    init(_ request: RequestReader, in context: DynamoDBContext) {}
}
