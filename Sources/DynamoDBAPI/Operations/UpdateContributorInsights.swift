import API
import Values

/// Disables contributor insights, which are disabled anyway; enabling them is refused.
struct UpdateContributorInsights: TableOperation {
    static let traits = OperationTraits("UpdateContributorInsights", .changeTables)

    static let fields = FieldRules([
        .nameOfTable,
        Field(.indexName, .string),
        Field(.contributorInsightsAction, .string, .required, .oneOf(["ENABLE", "DISABLE"])),
        Field(
            .contributorInsightsMode, .string,
            .oneOf(["THROTTLED_KEYS", "ACCESSED_AND_THROTTLED_KEYS"])),
    ])

    private let insights: ContributorInsights

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        insights = try ContributorInsights(request, naming: name, in: context)
        if request.string(.contributorInsightsAction) == "ENABLE" {
            throw .unsupported("ContributorInsightsAction ENABLE is")
        }
    }

    func plan(in context: DynamoDBContext) -> Plan { insights.answer }
}
