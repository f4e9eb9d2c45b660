import API
import JSON
import Values

/// Deletes a policy that is not there, which is no error unless a revision of it is named.
struct DeleteResourcePolicy: DynamoDBOperation {
    static let traits = OperationTraits("DeleteResourcePolicy", .changeTables)
    static let fields = FieldRules([
        .resourceARN,
        Field(.expectedRevisionId, .string, .length(1...255)),
    ])

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let arn = try GetResourcePolicy.resource(request, for: Self.traits.name, in: context)
        if request.has(.expectedRevisionId) {
            throw .policyNotFound(
                "Resource-based policy not found for the provided ResourceArn: \(arn)")
        }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .answer(Array("{}".utf8))
    }
}
