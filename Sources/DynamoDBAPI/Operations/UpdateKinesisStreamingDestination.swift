import API
import Model
import Values

/// Answers as AWS does where no Kinesis stream gets a table's changes: there is none to update.
struct UpdateKinesisStreamingDestination: TableOperation {
    static let traits = OperationTraits("UpdateKinesisStreamingDestination", .changeTables)
    static let fields = FieldRules([.nameOfTable, .kinesisStream, .updateKinesisConfiguration])

    private let name: Text
    private let stream: String

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        let configuration = request.structure(.updateKinesisStreamingConfiguration)
        guard configuration?.has(.approximateCreationDateTimePrecision) ?? false else {
            throw .validation(
                "Streaming destination cannot be updated with given parameters: "
                    + "UpdateKinesisStreamingConfiguration cannot be null or contain only null "
                    + "values")
        }
        self.name = try context.existingTable(named: name).name
        stream = request.string(.streamArn) ?? ""
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        throw KinesisDestination.invalidState(
            "Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. "
                + "TableName: \(name), kdsArn: \(stream)")
    }
}
