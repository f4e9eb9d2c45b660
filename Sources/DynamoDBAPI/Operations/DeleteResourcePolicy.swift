import API

/// Deletes a policy that is not there, which is no error unless a revision of it is named.
struct DeleteResourcePolicy: DynamoDBOperation {
    static let traits = OperationTraits("DeleteResourcePolicy", .changeTables)
    static let fields = FieldRules([.resourceARN, .expectedRevision])

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let resource = try PolicyResource(request, in: context)
        if request.has(.expectedRevisionId) { throw resource.policyNotFound }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .answer(Array("{}".utf8))
    }
}
