import API
import Commands
import Engine
import Expressions
import Model
import Values

/// `DELETE /v1/tables/{table}/series`: deletes the buckets of series, in all granularities.
///
/// Goes in steps, as the deletion of a range does. What else lies among the buckets stays: a key of
/// their length whose end is no date is not one of theirs.
struct DeleteSeries: NativeOperation {
    static let traits = OperationTraits("DeleteSeries", .writeItems)
    static let route = Route("DELETE", "/v1/tables/{table}/series")
    static let parameters = ["series", "limit"]
    static let repeatable = ["series"]

    private let table: Table
    private let parts: [Deletion.Part]
    private let limit: Int

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        let table = try context.table(in: request)
        guard let definition = table.series else {
            throw .invalid(
                field: "table",
                "Table \(table.name) has no series: its definition says nothing of granularities.")
        }
        let granularities = try definition.timedGranularities()
        limit = try Deletion.limit(in: request)
        let names = try SeriesRequest.series(in: request.query)
        parts = names.flatMap { name in
            granularities.map { timed in
                let granularity = timed.granularity
                return Deletion.Part(
                    query: Engine.Query(
                        table: table, partition: .string(name),
                        sort: granularity.unit == .all
                            ? .equal(.string(granularity.prefix))
                            : .beginsWith(.string(granularity.prefix)))
                ) { timed.hasBucket(under: $0.sort) }
            }
        }
        self.table = table
    }

    func plan(in context: NativeContext) -> Plan {
        Deletion.plan(of: table, parts, limit: limit)
    }
}
