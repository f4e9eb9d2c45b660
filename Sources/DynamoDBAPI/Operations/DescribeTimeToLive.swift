import API
import Commands
import JSON
import Model
import Values

/// Returns the attribute that holds an item's end, if there is one.
struct DescribeTimeToLive: TableOperation {
    static let traits = OperationTraits("DescribeTimeToLive", .describe)
    static let fields = FieldRules([.nameOfTable])

    private let timeToLive: TimeToLive?

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        timeToLive = try context.existingTable(named: name).timeToLive
    }

    func plan(in context: DynamoDBContext) -> Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("TimeToLiveDescription")
        writer.beginObject()
        writer.name("TimeToLiveStatus")
        writer.string(timeToLive == nil ? "DISABLED" : "ENABLED")
        if let timeToLive {
            writer.name("AttributeName")
            writer.string(timeToLive.attribute.string)
        }
        writer.endObject()
        writer.endObject()
        return .answer(writer.bytes)
    }
}
