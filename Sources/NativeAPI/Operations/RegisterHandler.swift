import API
import Commands
import Engine
import HandlerModel
import Model
import PlainBodies
import Values

/// `POST /v1/handlers`: makes a handler as its definition says, or makes an existing one so.
///
/// Sent again, it changes nothing. An existing one goes on where it stands: what it is to begin
/// with has a meaning for new ones, and for those that get another table.
struct RegisterHandler: Operation {
    static let traits = OperationTraits(
        "RegisterHandler", .changeHandlers, inlineBodyBytesMax: NativeLimits.inlineBodyBytesMax)
    static let route = Route("POST", "/v1/handlers")
    static let parameters: [String] = []
    static let mediaTypes: [MediaType] = [.json]

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        guard let handlers = context.handlers else { throw .handlersOff }
        let store = context.store
        let rule = EnvironmentRule.prefixed { store.handler(named: $0)?.definition }
        let (definition, start) = try request.body.object { root throws(BodyProblem) in
            try HandlerDefinitionReader.read(root, environment: rule)
        }
        if let problem = HandlerTables.problem(with: definition, in: context.store) {
            throw NativeError(problem)
        }
        let table = definition.table
        let stream = context.store.table(named: table)?.stream
        guard
            stream != nil
                || context.store.handler(named: definition.name)?.definition.table == table
        else { throw .streamOff(table) }
        let identifier = context.makeTableIdentifier()
        return .later { () throws(NativeError) in
            if let problem = handlers.problem(with: definition) { throw NativeError(problem) }
            var definition = definition
            definition.start = try context.read { snapshot throws(StoreError) in
                try start.resolved(for: stream, at: snapshot)
            }
            if let known = context.store.handler(named: definition.name),
                known.definition.isSame(as: definition)
            {
                return .respond(HandlerDescription(handler: known).response())
            }
            return HandlerChange.plan(
                DefineHandler(definition, uuid: identifier, .any), of: definition.name,
                table: table,
                newIdentifier: identifier)
        }
    }
}
