import API
import Commands
import Engine
import Model

/// `DELETE /2015-03-31/event-source-mappings/{UUID}`: removes a handler with its position.
struct DeleteMapping: LambdaOperation {
    static let traits = OperationTraits("DeleteEventSourceMapping", .changeHandlers)
    static let route = Route.lambda("DELETE", LambdaDispatcher.path + "/{mapping}")

    private let handler: Handler

    init(_ request: LambdaRequest, in context: LambdaContext) throws(LambdaError) {
        handler = try context.mapping(request.mapping)
    }

    func plan(in context: LambdaContext) -> Plan {
        .commit(RemoveHandler(handler.id)) { result throws(LambdaError) in
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
