import API
import Engine
import Model
import StreamRecords
import Values

/// The table or stream that a call about resource policies names; it has no policy.
///
/// None can be given: requests are not authenticated, so a policy would be kept and guard nothing.
struct PolicyResource {
    let arn: String

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        arn = request.string(.resourceArn) ?? ""
        if context.settings.aws.stream(arn: arn, in: context.store) != nil { return }
        guard arn.hasPrefix("arn:") else { throw ResourceARN.notAnARN(arn) }
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let path = parts.last?.split(separator: "/") ?? []
        guard parts.count == 6, parts[2] == "dynamodb", path.count > 1, path[0] == "table" else {
            throw .invalidParameter("Provided Arn is not a DynamoDB resource arn: \(arn)")
        }
        if parts[4] != context.settings.aws.account {
            throw .validation(
                "This action is only supported by accounts that match the resource owner’s account."
            )
        }
        guard parts[1] == "aws", parts[3] == context.settings.aws.region else {
            throw .invalidParameter("Invalid resource Arn: \(arn)")
        }
        let name = Text(String(path[1]))
        if path.count == 4, path[2] == "stream" {
            _ = try context.existingTable(named: name)
            throw .resourceNotFound(
                "Requested resource not found: Stream: \(path[3]) not found for Table: \(name)")
        }
        if path.count > 2 { throw ResourceARN.isNoTable(arn, Array(path.dropFirst())) }
        _ = try context.existingTable(named: name)
    }

    /// That it has none.
    var policyNotFound: WireError {
        .notFound(.policy, "Resource-based policy not found for the provided ResourceArn: \(arn)")
    }
}

extension Field {
    static let resourceARN = Field(.resourceArn, .string, .required, .length(1...1283))
    static let expectedRevision = Field(.expectedRevisionId, .string, .length(1...255))
}
