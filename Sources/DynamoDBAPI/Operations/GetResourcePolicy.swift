import API
import Commands
import JSON
import Model
import StreamRecords
import Values

/// Returns that a table or stream has no policy.
///
/// None can be given: requests are not authenticated, so a policy would be kept and guard nothing.
/// PutResourcePolicy is refused, and so is a policy in CreateTable.
struct GetResourcePolicy: DynamoDBOperation {
    static let traits = OperationTraits("GetResourcePolicy", .describe)
    static let fields = FieldRules([.resourceARN])

    private let arn: String

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        arn = try Self.resource(request, for: Self.traits.name, in: context)
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        throw .policyNotFound(
            "Resource-based policy not found for the provided ResourceArn: \(arn)")
    }

    /// The ARN that the request names, which is one of a table or stream that is there.
    static func resource(
        _ request: RequestReader, for operation: String, in context: DynamoDBContext
    ) throws(WireError) -> String {
        let arn = request.string(.resourceArn) ?? ""
        if context.settings.aws.stream(arn: arn, in: context.store) != nil { return arn }
        let name = try ResourceARN.tableName(request, for: operation, in: context.settings)
        return context.settings.aws.arn(ofTable: try context.existingTable(named: name).name)
    }
}

extension Field {
    static let resourceARN = Field(.resourceArn, .string, .required, .length(1...1283))
}
