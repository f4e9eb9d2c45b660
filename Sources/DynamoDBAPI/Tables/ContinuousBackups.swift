import API
import Engine
import JSON
import Values

/// What is said of the backups of a table, which has no point-in-time recovery.
enum ContinuousBackups {
    /// The answer about a table of that name, whichever operation asks.
    static func answer(about name: Text, in context: DynamoDBContext) throws(WireError) -> Plan {
        guard context.store.table(named: name) != nil else {
            throw .notFound(.table, "Table not found: \(name)")
        }
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
