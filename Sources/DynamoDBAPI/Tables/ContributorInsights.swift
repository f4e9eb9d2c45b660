import API
import Commands
import Engine
import JSON
import Model
import Values

/// What DescribeContributorInsights and UpdateContributorInsights are about: a table or one of its
/// global indexes, which have no insights.
struct ContributorInsights {
    private let table: Table
    private let index: Text?

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        index = request.text(.indexName)
        if let index, !TableName.bytes.contains(index.utf8Count) {
            throw .validation(
                "IndexName must be at least 3 characters long and at most 255 characters long")
        }
        table = try context.existingTable(named: name)
        guard let index else { return }
        if table.index(named: index)?.definition.scope != .global {
            throw .resourceNotFound(
                "Requested resource not found: Index: \(index) not found for table: \(table.name)")
        }
    }

    var answer: Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("TableName")
        writer.string(table.name.string)
        if let index {
            writer.name("IndexName")
            writer.string(index.string)
        }
        writer.name("ContributorInsightsStatus")
        writer.string("DISABLED")
        writer.endObject()
        return .answer(writer.bytes)
    }
}
