import API
import Commands
import Model
import Values

/// Drops a table with all its items, at once.
struct DeleteTable: TableOperation {
    static let traits = OperationTraits("DeleteTable", .changeTables)
    static let fields = FieldRules([.nameOfTable])

    private let table: Table

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        table = try context.existingTable(named: name)
        if table.indexes.contains(where: { $0.state == .creating }) {
            throw .resourceInUse(
                "Attempt to change a resource which is still in use: "
                    + "Cannot delete table while indexes are being created, updated, or deleted.")
        }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .commit(
            Commands.DeleteTable(table.id),
            render: { [name = table.name] result throws(WireError) in
                let dropped = try context.table(after: result, named: name)
                return TableDescription.answer(
                    "TableDescription", dropped, status: .deleting, in: context)
            })
    }
}
