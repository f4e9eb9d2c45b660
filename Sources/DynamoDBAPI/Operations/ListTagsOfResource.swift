import API
import Commands
import JSON
import Model

/// Lists a table's tags, all in one page: no table has more than fifty.
struct ListTagsOfResource: Operation {
    static let traits = OperationTraits("ListTagsOfResource", .describe)

    static let fields = FieldRules([
        Field(.resourceArn, .string),
        Field(.nextToken, .string),
    ])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let table = try ResourceARN.table(request, for: traits.name, in: context)
        // None is ever handed out, so it belongs to something else.
        if request.has(.nextToken) { throw .invalidParameter("Invalid NextToken") }
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("Tags")
        TagRules.write(table.tags, to: &writer)
        writer.endObject()
        return .answer(writer.bytes)
    }
}
