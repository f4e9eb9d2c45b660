import API
import Commands
import Engine
import JSON
import Model
import Values

/// Lists the tables in the order of their names, up to a hundred at a time.
struct ListTables: DynamoDBOperation {
    static let traits = OperationTraits("ListTables", .describe)

    static let fields = FieldRules([
        Field(
            .exclusiveStartTableName, .string, .tableNamePattern(orARN: false),
            .length(TableName.bytes)),
        Field(.limit, .integer, .range(1...DynamoDBLimits.namesPerPageMax)),
    ])

    private let start: Text?
    private let limit: Int

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        start = request.text(.exclusiveStartTableName)
        limit = Int(request.integer(.limit) ?? DynamoDBLimits.namesPerPageMax)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        let following = context.store.tables.map(\.name).drop { name in
            start.map { name <= $0 } ?? false
        }
        let page = following.prefix(limit)
        var writer = JSONWriter()
        writer.beginObject()
        if let last = page.last, page.count < following.count {
            writer.name("LastEvaluatedTableName")
            writer.string(last.string)
        }
        writer.name("TableNames")
        writer.beginArray()
        for name in page { writer.string(name.string) }
        writer.endArray()
        writer.endObject()
        return .answer(writer.bytes)
    }
}
