import API
import Engine
import Model
import StreamRecords
import Values

/// What may stand in a ResourceArn parameter: the ARN of a table of ours.
enum ResourceARN {
    /// The table that the request's ResourceArn names, which may not exist.
    ///
    /// - Parameter operation: for the sentence that denies access to another account's table.
    static func tableName(
        _ request: RequestReader, for operation: String, in settings: APISettings
    ) throws(WireError) -> Text {
        guard let arn = request.string(.resourceArn) else {
            throw .validation("Invalid TableArn")
        }
        guard arn.hasPrefix("arn:") else {
            throw notAnARN(arn)
        }
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[2] == "dynamodb", parts[5].hasPrefix("table/") else {
            throw invalid(arn)
        }
        if parts[4] != settings.aws.account {
            throw .accessDenied(
                "User: arn:aws:iam::\(settings.aws.account):root is not authorized to perform: "
                    + "dynamodb:\(operation) on resource: \(arn)")
        }
        let path = parts[5].dropFirst("table/".count)
        if path.contains("/") { throw isNoTable(arn, path.split(separator: "/")) }
        guard parts[3] == settings.aws.region, TableName.bytes.contains(path.utf8.count) else {
            throw invalid(arn)
        }
        return Text(String(path))
    }

    /// The table itself, for operations that say of a missing one what they were given.
    static func table(
        _ request: RequestReader, for operation: String, in context: DynamoDBContext
    ) throws(WireError) -> Table {
        let name = try tableName(request, for: operation, in: context.settings)
        guard let table = context.store.table(named: name) else {
            // AWS's spelling.
            throw .resourceNotFound(
                "Requested resource not found: ResourcArn: "
                    + "\(context.settings.aws.arn(ofTable: name)) not found")
        }
        return table
    }

    static func notAnARN(_ text: String) -> WireError {
        .invalidParameter("ARNs must start with 'arn:': \(text)")
    }

    /// What AWS says to the ARN of something that belongs to a table.
    ///
    /// - Parameter path: the table's name and what follows it, parted at the slashes.
    static func isNoTable(_ arn: String, _ path: [Substring]) -> WireError {
        if path.count > 1, path[1] == "backup" {
            return .invalidParameter("Provided Arn is not a DynamoDB resource arn: \(arn)")
        }
        return .invalidParameter(
            "Invalid resource arn provided, only table or stream is accepted. "
                + "Provided resource arn: \(arn)")
    }

    private static func invalid(_ arn: String) -> WireError {
        .validation("Invalid TableArn: Invalid ResourceArn provided as input \(arn)")
    }
}
