import API
import Values

/// Returns the settings of a table and its size; item count and bytes are exact.
struct DescribeTable: TableOperation {
    static let traits = OperationTraits("DescribeTable", .describe)
    static let parameters = FieldRules([.nameOfTable])

    static func plan(
        _ request: RequestReader, naming name: Text, in context: APIContext
    ) throws(WireError) -> Plan {
        let table = try context.existingTable(named: name)
        return .answer(TableDescription.answer("Table", table, in: context))
    }
}
