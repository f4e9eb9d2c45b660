import API

/// Describes the settings of a table with replicas, of which there is none.
struct DescribeGlobalTableSettings: DynamoDBOperation {
    static let traits = OperationTraits("DescribeGlobalTableSettings", .describe)
    static let fields = FieldRules([GlobalTableName.field])

    private let refusal: WireError

    init(_ request: RequestReader, in context: DynamoDBContext) {
        refusal = GlobalTableName.notFound(request, as: "")
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan { throw refusal }
}
