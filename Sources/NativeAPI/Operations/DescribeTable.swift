import API
import Commands
import Engine
import Model

/// `GET /v1/tables/{table}`: how a table is set up and how large it is.
struct DescribeTable: Operation {
    static let traits = OperationTraits("DescribeTable", .describe)
    static let route = Route("GET", "/v1/tables/{table}")
    static let parameters: [String] = []

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        return .respond(TableDescription(table, in: context.store).response())
    }
}
