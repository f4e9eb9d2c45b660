import API
import Commands
import JSON
import Model
import Values

/// Returns that contributor insights are disabled for a table.
struct DescribeContributorInsights: TableOperation {
    static let traits = OperationTraits("DescribeContributorInsights", .describe)
    static let fields = FieldRules([.nameOfTable, Field(.indexName, .string)])

    private let table: Table

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        let index = request.text(.indexName)
        if let index, !TableName.bytes.contains(index.utf8Count) {
            throw .validation(
                "IndexName must be at least 3 characters long and at most 255 characters long")
        }
        table = try context.existingTable(named: name)
        if let index {
            throw .resourceNotFound(
                "Requested resource not found: Index \(index) for table \(table.name)")
        }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("TableName")
        writer.string(table.name.string)
        writer.name("ContributorInsightsStatus")
        writer.string("DISABLED")
        writer.endObject()
        return .answer(writer.bytes)
    }
}
