import API
import Commands
import DynamoDBAPI
import Engine
import HandlerModel
import JSON
import Model
import Values

/// `PUT /2015-03-31/event-source-mappings/{UUID}`: changes what is given; stream and position stay.
enum UpdateMapping {
    static func plan(
        _ identifier: String, _ root: JSONNode, in context: LambdaContext
    ) throws(LambdaError) -> Plan {
        let handler = try context.mapping(identifier)
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
        let wanted = definition
        let function = newFunction
        let transition =
            switch (handler.definition.isPaused, wanted.isPaused) {
            case (false, true): "Disabling"
            case (true, false): "Enabling"
            default: "Updating"
            }
        return .later { () throws(LambdaError) in
            try context.check(wanted)
            // Once more: another may have been made while this one waited for its turn.
            if let function {
                try context.checkConflict(of: function, with: stream, besides: handler.id)
            }
            return .commit(
                DefineHandler(wanted, uuid: handler.uuid, .existing(handler.id))
            ) { result throws(LambdaError) in
                do throws(DefineHandler.Rejection) {
                    return MappingDescription(
                        handler: try result.get(), context: context, transition: transition
                    ).response(status: 202)
                } catch {
                    throw context.error(
                        error, function: LambdaFunction.name(of: wanted), stream: stream)
                }
            }
        }
    }
}
