import API
import Values

/// Tells how a table is set up and how large it is; both figures are exact.
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
