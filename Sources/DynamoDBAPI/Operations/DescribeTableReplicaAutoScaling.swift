import API
import Model
import Values

/// Answers as AWS does about a table without replicas.
struct DescribeTableReplicaAutoScaling: TableOperation {
    static let traits = OperationTraits("DescribeTableReplicaAutoScaling", .describe)
    static let fields = FieldRules([.nameOfTable])

    private let name: Text

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        self.name = try context.existingTable(named: name).name
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        throw .resourceNotFound(GlobalTableName.absence(of: name.string))
    }
}
