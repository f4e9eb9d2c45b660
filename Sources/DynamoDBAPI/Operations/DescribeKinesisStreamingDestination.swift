import API
import Commands
import JSON
import Model
import Values

/// Returns that no Kinesis stream gets a table's changes; the table's own stream is another thing.
struct DescribeKinesisStreamingDestination: TableOperation {
    static let traits = OperationTraits("DescribeKinesisStreamingDestination", .describe)
    static let fields = FieldRules([.nameOfTable])

    private let table: Table

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        table = try context.existingTable(named: name)
    }

    func plan(in context: DynamoDBContext) -> Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("TableName")
        writer.string(table.name.string)
        writer.name("KinesisDataStreamDestinations")
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        return .answer(writer.bytes)
    }
}
