import API
import Commands
import Model

/// Adds tags to a table and gives new values to those it has; the answer is empty.
struct TagResource: Operation {
    static let traits = OperationTraits("TagResource", .changeTables)
    static let fields = FieldRules([Field(.resourceArn, .string), .tags])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let name = try ResourceARN.tableName(request, for: traits.name, in: context.settings)
        guard request.has(.tags) else {
            throw .constraints([
                "Value null at 'tags' failed to satisfy constraint: Member must not be null"
            ])
        }
        let tags = try TagRules.tags(request)
        if tags.isEmpty { throw .validation("Atleast one Tag needs to be provided as Input.") }
        let table = try ResourceARN.table(request, for: traits.name, in: context)
        return .commit(
            TagTable(table.id, tags),
            render: { result throws(WireError) in
                _ = try context.table(after: result, named: name)
                return []
            })
    }
}
