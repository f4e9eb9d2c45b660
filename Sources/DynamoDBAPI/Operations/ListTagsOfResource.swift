import API
import Commands
import JSON
import Model

/// Lists a table's tags, all in one page: no table has more than fifty.
struct ListTagsOfResource: DynamoDBOperation {
    static let traits = OperationTraits("ListTagsOfResource", .describe)

    static let fields = FieldRules([
        Field(.resourceArn, .string),
        Field(.nextToken, .string),
    ])

    private let table: Table

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        table = try ResourceARN.table(request, for: Self.traits.name, in: context)
        // None is ever handed out, so it belongs to something else.
        if request.has(.nextToken) { throw .invalidParameter("Invalid NextToken") }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("Tags")
        TagRules.write(table.tags, to: &writer)
        writer.endObject()
        return .answer(writer.bytes)
    }
}
