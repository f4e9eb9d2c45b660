import API
import Commands
import Engine
import JSON
import Model
import Values

/// Lists the tables in the order of their names, up to a hundred at a time.
struct ListTables: Operation {
    static let traits = OperationTraits("ListTables", .describe)

    static let fields = FieldRules([
        Field(
            .exclusiveStartTableName, .string, .tableNamePattern(orARN: false),
            .length(TableName.bytes)),
        Field(.limit, .integer, .range(1...DynamoDBLimits.namesPerPageMax)),
    ])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let start = request.text(.exclusiveStartTableName)
        let limit = Int(request.integer(.limit) ?? DynamoDBLimits.namesPerPageMax)
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
