import API
import Commands
import Model

/// `DELETE /v1/handlers/{handler}`: removes a handler and its position, and describes it as it was.
struct DeleteHandler: NativeOperation {
    static let traits = OperationTraits("DeleteHandler", .changeHandlers)
    static let route = Route("DELETE", "/v1/handlers/{handler}")

    private let handler: Handler

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        handler = try context.handler(in: request)
    }

    func plan(in context: NativeContext) -> Plan {
        HandlerChange.plan(
            RemoveHandler(handler.id), of: handler.definition.name, table: handler.definition.table)
    }
}
