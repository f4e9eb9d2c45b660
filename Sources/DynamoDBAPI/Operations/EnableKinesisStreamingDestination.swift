import API
import Values

/// Refuses to send a table's changes to a Kinesis stream: there is no Kinesis here.
///
/// What it asks for is judged first, as AWS judges it. A table's own stream, and handlers, do the work.
struct EnableKinesisStreamingDestination: TableOperation {
    static let traits = OperationTraits("EnableKinesisStreamingDestination", .changeTables)
    static let fields = FieldRules([.nameOfTable, .kinesisStream, .enableKinesisConfiguration])

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        _ = try context.existingTable(named: name)
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        throw .unsupported("\(Self.traits.name) is")
    }
}
