import API
import Engine
import JSON
import Model
import Values

/// Returns what AWS returns for a table without point-in-time recovery.
///
/// Tools ask it of every table. It cannot be switched on: UpdateContinuousBackups is refused.
struct DescribeContinuousBackups: TableOperation {
    static let traits = OperationTraits("DescribeContinuousBackups", .describe)
    static let fields = FieldRules([.nameOfTable])

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        guard context.store.table(named: name) != nil else {
            throw .tableNotFound("Table not found: \(name.string)")
        }
    }

    func plan(in context: DynamoDBContext) -> Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("ContinuousBackupsDescription")
        writer.beginObject()
        writer.name("ContinuousBackupsStatus")
        // What AWS says of every table; only the recovery below is a table's to choose.
        writer.string("ENABLED")
        writer.name("PointInTimeRecoveryDescription")
        writer.beginObject()
        writer.name("PointInTimeRecoveryStatus")
        writer.string("DISABLED")
        writer.endObject()
        writer.endObject()
        writer.endObject()
        return .answer(writer.bytes)
    }
}
