import API
import Commands
import Model

/// `POST /v1/handlers/{handler}/resume`: lets a paused handler go on where it stands.
struct ResumeHandler: NativeOperation {
    static let traits = OperationTraits("ResumeHandler", .changeHandlers)
    static let route = Route("POST", "/v1/handlers/{handler}/resume")

    private let handler: Handler

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        handler = try context.handler(in: request)
    }

    func plan(in context: NativeContext) -> Plan {
        HandlerChange.plan(
            Commands.PauseHandler(handler.id, false), of: handler.definition.name,
            table: handler.definition.table)
    }
}
