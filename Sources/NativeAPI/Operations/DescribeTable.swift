import API
import Commands
import Engine
import Model

/// `GET /v1/tables/{table}`: how a table is set up and how large it is.
struct DescribeTable: NativeOperation {
    static let traits = OperationTraits("DescribeTable", .describe)
    static let route = Route("GET", "/v1/tables/{table}")

    private let table: Table

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
    }

    func plan(in context: NativeContext) -> Plan {
        .respond(TableDescription(table, in: context.store).response())
    }
}
