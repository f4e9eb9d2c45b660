import API
import Commands
import Engine
import Model

/// `DELETE /2015-03-31/event-source-mappings/{UUID}`: removes a handler with its position.
enum DeleteMapping {
    static func plan(
        _ identifier: String, in context: LambdaContext
    ) throws(LambdaError) -> Plan {
        let handler = try context.mapping(identifier)
        return .commit(RemoveHandler(handler.id)) { result throws(LambdaError) in
            switch result {
            case .success(let removed):
                return MappingDescription(
                    handler: removed, context: context, transition: "Deleting"
                ).response(status: 202)
            case .failure: throw .unknownMapping
            }
        }
    }
}
