import API
import Commands
import Engine
import JSON
import Model
import Values

/// Takes tags off a table; those it does not have are no matter.
///
/// The answer is an empty body, not an empty object.
struct UntagResource: DynamoDBOperation {
    static let traits = OperationTraits("UntagResource", .changeTables)

    static let fields = FieldRules([
        Field(.resourceArn, .string),
        Field(.tagKeys, .list(.string)),
    ])

    private let table: Table
    private let names: [Text]

    init(_ request: RequestReader, in context: DynamoDBContext) throws(WireError) {
        let name = try ResourceARN.tableName(request, for: Self.traits.name, in: context.settings)
        guard let keys = request[.tagKeys] else {
            throw .constraints([
                "Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"
            ])
        }
        if keys.count == 0 {
            throw .validation("Atleast one Tag Key needs to be provided as Input.")
        }
        names = try TagRules.keys(keys)
        guard let table = context.store.table(named: name) else {
            throw .resourceNotFound("Requested resource not found")
        }
        self.table = table
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .commit(
            UntagTable(table.id, names),
            render: { [name = table.name] result throws(WireError) in
                _ = try context.table(after: result, named: name)
                return []
            })
    }
}
