import API
import Commands
import Engine
import HandlerModel
import JSON
import Model
import Values

/// `PUT /2015-03-31/event-source-mappings/{UUID}`: changes what is given; stream and position stay.
struct UpdateMapping: LambdaOperation {
    static let traits = OperationTraits("UpdateEventSourceMapping", .changeHandlers)
    static let route = Route.lambda("PUT", LambdaDispatcher.path + "/{mapping}")

    private let handler: Handler
    private let stream: ChangeStream
    private let definition: HandlerDefinition
    /// Another function than the one that the mapping has; `nil` when it stays.
    private let newFunction: Text?

    init(_ request: LambdaRequest, in context: LambdaContext) throws(LambdaError) {
        let root = try request.object()
        let handler = try context.mapping(request.mapping)
        var reader = ParameterReader(root)
        let parameters = try MappingParameters(&reader)
        var definition = handler.definition
        guard let stream = context.store.stream(handler.stream) else { throw .unknownMapping }
        var newFunction: Text?
        if let name = try reader.string("FunctionName") {
            let function = try LambdaFunction(named: name, in: context)
            if function.name != LambdaFunction.name(of: definition) {
                try context.checkConflict(of: function.name, with: stream, besides: handler.id)
                function.run(by: &definition)
                newFunction = function.name
            }
        }
        try parameters.apply(to: &definition)
        self.handler = handler
        self.stream = stream
        self.definition = definition
        self.newFunction = newFunction
    }

    /// What a description says that the mapping is at.
    private var transition: String {
        switch (handler.definition.isPaused, definition.isPaused) {
        case (false, true): "Disabling"
        case (true, false): "Enabling"
        default: "Updating"
        }
    }

    func plan(in context: LambdaContext) -> Plan {
        .later { () throws(LambdaError) in
            try context.check(definition)
            // Once more: another may have been made while this one waited for its turn.
            if let newFunction {
                try context.checkConflict(of: newFunction, with: stream, besides: handler.id)
            }
            return .commit(
                DefineHandler(definition, uuid: handler.uuid, .existing(handler.id))
            ) { result throws(LambdaError) in
                do throws(DefineHandler.Rejection) {
                    return MappingDescription(
                        handler: try result.get(), context: context, transition: transition
                    ).response(status: 202)
                } catch {
                    throw context.error(
                        error, function: LambdaFunction.name(of: definition), stream: stream)
                }
            }
        }
    }
}
