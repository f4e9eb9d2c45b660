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
        return .commit(.catalog(.delete(table.id))) { result throws(NativeError) in
            switch result {
            case .success(.table(let deleted)):
                TableDescription(table: deleted, totals: before.totals, stream: before.stream)
                    .response()
            case .success(let reply): throw .failed("A deletion was answered with \(reply).")
            case .failure(let refusal): throw NativeError(refusal, of: table.name)
            }
        }
    }
}
