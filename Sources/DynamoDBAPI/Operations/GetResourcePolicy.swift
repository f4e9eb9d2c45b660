import API

/// Returns that a table or stream has no policy.
struct GetResourcePolicy: DynamoDBOperation {
    static let traits = OperationTraits("GetResourcePolicy", .describe)
    static let fields = FieldRules([.resourceARN])

    private let resource: PolicyResource

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        resource = try PolicyResource(request, in: context)
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        throw resource.policyNotFound
    }
}
