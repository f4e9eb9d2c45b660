import API

/// Describes a table with replicas, of which there is none.
struct DescribeGlobalTable: DynamoDBOperation {
    static let traits = OperationTraits("DescribeGlobalTable", .describe)
    static let fields = FieldRules([GlobalTableName.field])

    private let refusal: WireError

    init(_ request: RequestReader, in context: DynamoDBContext) {
        refusal = GlobalTableName.notFound(request, as: "Global table not found: ")
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan { throw refusal }
}
