import Engine
import Expressions
import Mutations
import Values

/// `DELETE /v1/tables/{table}/series`: deletes the buckets of series, in all granularities.
///
/// Goes in steps, as the deletion of a range does. What else lies among the buckets stays.
struct DeleteSeries: Operation {
    static let route = Route("DELETE", "/v1/tables/{table}/series")
    static let parameters = ["series", "limit"]
    static let repeatable = ["series"]

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        guard let definition = table.settings.series else {
            throw .invalid(
                field: "table",
                "Table \(table.name) has no series: its definition says nothing of granularities.")
        }
        let limit = try Deletion.limit(in: request)
        let names = try SeriesRequest.series(in: request.query)
        let queries = names.flatMap { name in
            definition.granularities.map { granularity in
                Engine.Query(
                    table: table, partition: .string(name),
                    sort: granularity.unit == .all
                        ? .equal(.string(granularity.prefix))
                        : .beginsWith(.string(granularity.prefix)),
                    limit: limit)
            }
        }
        return .later { () throws(NativeError) in
            try Deletion.plan(of: table, queries, in: context) { table.isBucket($0) }
        }
    }
}
