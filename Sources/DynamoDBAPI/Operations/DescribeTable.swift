import API
import Model
import Values

/// Returns the settings of a table and its size; item count and bytes are exact.
struct DescribeTable: TableOperation {
    static let traits = OperationTraits("DescribeTable", .describe)
    static let fields = FieldRules([.nameOfTable])

    private let table: Table

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        table = try context.existingTable(named: name)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        .answer(TableDescription.answer("Table", table, in: context))
    }
}
