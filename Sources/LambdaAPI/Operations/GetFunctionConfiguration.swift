import API
import JSON

/// `GET /2015-03-31/functions/{name}/configuration`: describes a function, by its settings alone.
struct GetFunctionConfiguration: LambdaOperation {
    static let traits = OperationTraits("GetFunctionConfiguration", .describe)
    static let route = Route.lambda(
        "GET", LambdaDispatcher.functionsPath + "/{function}/configuration")

    /// As the path has it.
    private let name: String

    init(_ request: LambdaRequest, in context: LambdaContext) {
        name = request.function
    }

    func plan(in context: LambdaContext) -> Plan {
        .later { () throws(LambdaError) in
            var json = JSONWriter()
            FunctionDescription(
                definition: try context.function(name), settings: context.settings
            ).write(to: &json)
            return .respond(Response(status: 200, body: json.bytes))
        }
    }
}
