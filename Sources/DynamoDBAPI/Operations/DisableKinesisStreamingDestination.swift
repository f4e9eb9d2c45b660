import API
import Values

/// Answers as AWS does where no Kinesis stream gets a table's changes: there is none to disable.
struct DisableKinesisStreamingDestination: TableOperation {
    static let traits = OperationTraits("DisableKinesisStreamingDestination", .changeTables)
    static let fields = FieldRules([.nameOfTable, .kinesisStream, .enableKinesisConfiguration])

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        _ = try context.existingTable(named: name)
        if request.has(.enableKinesisStreamingConfiguration) {
            throw .validation(
                "Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters")
        }
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        throw KinesisDestination.invalidState(
            "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.")
    }
}
