import API
import Commands
import Engine
import JSON
import Model
import Values

/// Takes tags off a table; those it does not have are no matter.
///
/// The answer is an empty body, not an empty object.
struct UntagResource: Operation {
    static let traits = OperationTraits("UntagResource", .changeTables)

    static let fields = FieldRules([
        Field(.resourceArn, .string),
        Field(.tagKeys, .list(.string)),
    ])

    static func plan(
        _ request: RequestReader, in context: APIContext
    ) throws(WireError) -> Plan {
        let name = try ResourceARN.tableName(request, for: traits.name, in: context.settings)
        guard let keys = request[.tagKeys] else {
            throw .constraints([
                "Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"
            ])
        }
        if keys.count == 0 {
            throw .validation("Atleast one Tag Key needs to be provided as Input.")
        }
        let names = keys.elements.compactMap { $0.string.map { Text($0) } }
        guard let table = context.store.table(named: name) else {
            throw .resourceNotFound("Requested resource not found")
        }
        return .commit(
            UntagTable(table.id, names),
            render: { result throws(WireError) in
                _ = try context.table(after: result, named: name)
                return []
            })
    }
}
