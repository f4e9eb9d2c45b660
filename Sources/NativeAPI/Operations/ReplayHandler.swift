import API
import Commands
import Engine
import HandlerModel
import JSON
import Model
import PlainBodies

/// `POST /v1/handlers/{handler}/replay`: sets a handler's position anew, back or forward.
///
/// Open windows are dropped. What is at work while this comes is done once more.
struct ReplayHandler: NativeOperation {
    static let traits = OperationTraits(
        "ReplayHandler", .changeHandlers, inlineBodyBytesMax: NativeLimits.inlineBodyBytesMax)
    static let route = Route("POST", "/v1/handlers/{handler}/replay")
    static let mediaTypes: [MediaType] = [.json]

    private let handler: Handler
    private let start: HandlerStart

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        handler = try context.handler(in: request)
        start = try request.body.object { root throws(BodyProblem) in
            try root.refuseMembers(except: ["from"])
            guard let node = root["from"] else { throw root.missing("from", HandlerStart.forms) }
            return try node.readStart()
        }
    }

    func plan(in context: NativeContext) -> Plan {
        .later { [handler, start] () throws(NativeError) in
            let start = try context.read { snapshot throws(StoreError) in
                try start.resolved(for: handler, in: context.store, at: snapshot)
            }
            return HandlerChange.plan(
                Commands.ReplayHandler(handler.id, from: start), of: handler.definition.name,
                table: handler.definition.table)
        }
    }
}
