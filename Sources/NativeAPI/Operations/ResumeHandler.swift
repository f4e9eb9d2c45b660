import API
import Commands
import Model

/// `POST /v1/handlers/{handler}/resume`: lets a paused handler go on where it stands.
struct ResumeHandler: Operation {
    static let traits = OperationTraits("ResumeHandler", .changeHandlers)
    static let route = Route("POST", "/v1/handlers/{handler}/resume")
    static let parameters: [String] = []

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let handler = try context.handler(in: request)
        return HandlerChange.plan(
            Commands.PauseHandler(handler.id, false), of: handler.definition.name,
            table: handler.definition.table)
    }
}
