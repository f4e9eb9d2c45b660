import API
import Commands
import Engine
import Model

/// `DELETE /v1/tables/{table}`: deletes a table with all its items, and describes it as it was.
struct DeleteTable: NativeOperation {
    static let traits = OperationTraits("DeleteTable", .changeTables)
    static let route = Route("DELETE", "/v1/tables/{table}")

    private let table: Table

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
    }

    func plan(in context: NativeContext) -> Plan {
        let before = TableDescription(table, in: context.store)
        return .commit(Commands.DeleteTable(table.id)) { [table] result throws(NativeError) in
            switch result {
            case .success(let deleted):
                TableDescription(
                    table: deleted, totals: before.totals, stream: before.stream,
                    indexTotals: before.indexTotals
                ).response()
            case .failure(let rejection): throw NativeError(rejection, of: table.name)
            }
        }
    }
}
