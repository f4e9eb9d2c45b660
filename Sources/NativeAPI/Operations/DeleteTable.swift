import API
import Commands
import Engine
import Model

/// `DELETE /v1/tables/{table}`: deletes a table with all its items, and describes it as it was.
struct DeleteTable: Operation {
    static let traits = OperationTraits("DeleteTable", .changeTables)
    static let route = Route("DELETE", "/v1/tables/{table}")
    static let parameters: [String] = []

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        let before = TableDescription(table, in: context.store)
        return .commit(Commands.DeleteTable(table.id)) { result throws(NativeError) in
            switch result {
            case .success(let deleted):
                TableDescription(table: deleted, totals: before.totals, stream: before.stream)
                    .response()
            case .failure(let rejection): throw NativeError(rejection, of: table.name)
            }
        }
    }
}
