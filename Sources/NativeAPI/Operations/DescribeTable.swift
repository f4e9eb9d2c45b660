import Engine
import JSON
import Mutations

/// `GET /v1/tables/{table}`: how a table is set up and how large it is.
struct DescribeTable: Operation {
    static let route = Route("GET", "/v1/tables/{table}")
    static let parameters: [String] = []

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        var writer = JSONWriter(reservingBytes: 512)
        TableDescription(table: table, totals: context.store.totals(of: table.id))
            .write(to: &writer)
        return .answer(writer.bytes)
    }
}
