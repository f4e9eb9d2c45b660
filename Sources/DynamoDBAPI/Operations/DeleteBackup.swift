import API

/// Deletes a backup of a table, of which there is none.
struct DeleteBackup: AbsentResource {
    static let traits = OperationTraits("DeleteBackup", .changeTables)
    static let missing = WireError.Missing.backup
    static let arn = Parameter.backupArn

    let arn: String
}
