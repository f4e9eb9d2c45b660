import API
import Commands
import Model

/// `POST /v1/handlers/{handler}/pause`: gives a handler no more events until it is resumed.
///
/// What it is at work on has some seconds to be finished; what is not is done once more when it is
/// resumed. Its position stays, but keeps nothing from being trimmed: records that pass the stream's
/// retention meanwhile are lost to it.
struct PauseHandler: NativeOperation {
    static let traits = OperationTraits("PauseHandler", .changeHandlers)
    static let route = Route("POST", "/v1/handlers/{handler}/pause")

    private let handler: Handler

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        handler = try context.handler(in: request)
    }

    func plan(in context: NativeContext) -> Plan {
        HandlerChange.plan(
            Commands.PauseHandler(handler.id, true), of: handler.definition.name,
            table: handler.definition.table)
    }
}
