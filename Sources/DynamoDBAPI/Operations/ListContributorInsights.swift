import API
import Model
import StreamRecords

/// Lists the tables with contributor insights: none, as they cannot be switched on.
struct ListContributorInsights: EmptyList {
    static let traits = OperationTraits("ListContributorInsights", .describe)
    static let member = "ContributorInsightsSummaries"
    static let fields = FieldRules([
        Field(
            .tableName, .string, .nameLength(TableName.bytes), .tableNamePattern(orARN: true)),
        Field(.nextToken, .string),
        Field(.maxResults, .integer, .range(Int64.min...100)),
    ])

    /// A table that is named must be there.
    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        guard let name = request.text(.tableName) else { return }
        _ = try context.existingTable(named: context.settings.aws.tableName(in: name))
    }
}
