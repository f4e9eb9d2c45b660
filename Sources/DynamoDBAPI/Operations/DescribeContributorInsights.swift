import API
import Values

/// Returns that contributor insights are disabled for a table or an index.
struct DescribeContributorInsights: TableOperation {
    static let traits = OperationTraits("DescribeContributorInsights", .describe)
    static let fields = FieldRules([.nameOfTable, Field(.indexName, .string)])

    private let insights: ContributorInsights

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        insights = try ContributorInsights(request, naming: name, in: context)
    }

    func plan(in context: DynamoDBContext) -> Plan { insights.answer }
}
