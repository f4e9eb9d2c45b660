import API
import JSON

/// Returns AWS's default quotas of provisioned capacity, for tools that check them before they
/// create a table.
///
/// Nothing here is limited by capacity units.
struct DescribeLimits: DynamoDBOperation {
    static let traits = OperationTraits("DescribeLimits", .describe)
    static let fields = FieldRules([])

    init(_ request: RequestReader, in context: DynamoDBContext) {}

    func plan(in context: DynamoDBContext) -> Plan {
        let limits = [
            ("AccountMaxReadCapacityUnits", 80_000), ("AccountMaxWriteCapacityUnits", 80_000),
            ("TableMaxReadCapacityUnits", 40_000), ("TableMaxWriteCapacityUnits", 40_000),
        ]
        var writer = JSONWriter()
        writer.beginObject()
        for (name, units) in limits {
            writer.name(name)
            writer.integer(units)
        }
        writer.endObject()
        return .answer(writer.bytes)
    }
}
