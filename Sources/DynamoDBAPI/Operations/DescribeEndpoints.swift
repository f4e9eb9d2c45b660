import API
import JSON

/// Returns the server's own address, so that SDKs that discover endpoints keep using it.
struct DescribeEndpoints: DynamoDBOperation {
    static let traits = OperationTraits("DescribeEndpoints", .none)
    static let fields = FieldRules([])

    init(_ request: RequestReader, in context: DynamoDBContext) {}

    func plan(in context: DynamoDBContext) -> Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("Endpoints")
        writer.beginArray()
        writer.beginObject()
        writer.name("Address")
        writer.string(context.settings.endpoint)
        writer.name("CachePeriodInMinutes")
        writer.integer(1440)
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return .answer(writer.bytes)
    }
}
