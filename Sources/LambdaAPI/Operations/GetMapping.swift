import API
import Model

/// `GET /2015-03-31/event-source-mappings/{UUID}`: describes one mapping.
struct GetMapping: LambdaOperation {
    static let traits = OperationTraits("GetEventSourceMapping", .describe)
    static let route = Route.lambda("GET", LambdaDispatcher.path + "/{mapping}")

    private let handler: Handler

    init(_ request: LambdaRequest, in context: LambdaContext) throws(LambdaError) {
        handler = try context.mapping(request.mapping)
    }

    func plan(in context: LambdaContext) -> Plan {
        .respond(MappingDescription(handler: handler, context: context).response())
    }
}
