import API
import Commands
import Model

/// `DELETE /v1/handlers/{handler}`: removes a handler and its position, and describes it as it was.
struct DeleteHandler: Operation {
    static let traits = OperationTraits("DeleteHandler", .changeHandlers)
    static let route = Route("DELETE", "/v1/handlers/{handler}")
    static let parameters: [String] = []

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let handler = try context.handler(in: request)
        return HandlerChange.plan(
            RemoveHandler(handler.id), of: handler.definition.name, table: handler.definition.table)
    }
}
