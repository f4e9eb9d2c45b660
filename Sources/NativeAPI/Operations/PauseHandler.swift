import API
import Commands
import Model

/// `POST /v1/handlers/{handler}/pause`: gives a handler no more events until it is resumed.
///
/// What it is at work on has some seconds to be finished; what is not is done once more when it is
/// resumed. Its position stays, but keeps nothing from being trimmed: records that pass the stream's
/// retention meanwhile are lost to it.
struct PauseHandler: Operation {
    static let traits = OperationTraits("PauseHandler", .changeHandlers)
    static let route = Route("POST", "/v1/handlers/{handler}/pause")
    static let parameters: [String] = []

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let handler = try context.handler(in: request)
        return HandlerChange.plan(
            Commands.PauseHandler(handler.id, true), of: handler.definition.name,
            table: handler.definition.table)
    }
}
