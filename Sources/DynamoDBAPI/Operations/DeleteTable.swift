import API
import Commands
import Model
import Values

/// Drops a table with all its items, at once.
struct DeleteTable: TableOperation {
    static let traits = OperationTraits("DeleteTable", .changeTables)
    static let parameters = FieldRules([.nameOfTable])

    static func plan(
        _ request: RequestReader, naming name: Text, in context: APIContext
    ) throws(WireError) -> Plan {
        let table = try context.existingTable(named: name)
        return .commit(
            Commands.DeleteTable(table.id),
            render: { result throws(WireError) in
                let dropped = try context.table(after: result, named: name)
                return TableDescription.answer(
                    "TableDescription", dropped, status: .deleting, in: context)
            })
    }
}
