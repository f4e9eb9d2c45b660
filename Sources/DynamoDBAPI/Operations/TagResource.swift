import API
import Commands
import Model
import Values

/// Adds tags to a table and gives new values to those it has; the answer is empty.
struct TagResource: DynamoDBOperation {
    static let traits = OperationTraits("TagResource", .changeTables)
    static let fields = FieldRules([Field(.resourceArn, .string), .tags])

    private let table: Table
    private let tags: [Text: Text]

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        _ = try ResourceARN.tableName(request, for: Self.traits.name, in: context.settings)
        guard request.has(.tags) else {
            throw .constraints([
                "Value null at 'tags' failed to satisfy constraint: Member must not be null"
            ])
        }
        tags = try TagRules.tags(request)
        if tags.isEmpty { throw .validation("Atleast one Tag needs to be provided as Input.") }
        table = try ResourceARN.table(request, for: Self.traits.name, in: context)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .commit(
            TagTable(table.id, tags),
            render: { [name = table.name] result throws(WireError) in
                _ = try context.table(after: result, named: name)
                return []
            })
    }
}
