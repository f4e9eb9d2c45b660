import API

/// Describes a backup of a table, of which there is none.
struct DescribeBackup: AbsentResource {
    static let traits = OperationTraits("DescribeBackup", .describe)
    static let missing = WireError.Missing.backup
    static let arn = Parameter.backupArn

    let arn: String
}
