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
struct RegisterHandler: NativeOperation {
    static let traits = OperationTraits(
        "RegisterHandler", .changeHandlers, inlineBodyBytesMax: NativeLimits.inlineBodyBytesMax)
    static let route = Route("POST", "/v1/handlers")
    static let mediaTypes: [MediaType] = [.json]

    private let handlers: any HandlerMonitor
    private let definition: HandlerDefinition
    private let start: HandlerStart
    /// The open stream of the table, which a handler that is known may go without.
    private let stream: StreamID?
    /// What the handler gets if it is made by this.
    private let identifier: Text

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        guard let handlers = context.extras.handlers else { throw .handlersOff }
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
        identifier = context.makeIdentifier()
        self.handlers = handlers
        self.definition = definition
        self.start = start
        self.stream = stream
    }

    func plan(in context: NativeContext) -> Plan {
        .later { () throws(NativeError) in
            if let problem = handlers.problem(with: definition) { throw NativeError(problem) }
            var definition = self.definition
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
                table: definition.table,
                newIdentifier: identifier)
        }
    }
}
