import API
import JSON

/// `GET /2015-03-31/functions/{name}`: describes a function.
struct GetFunction: LambdaOperation {
    static let traits = OperationTraits("GetFunction", .describe)
    static let route = Route.lambda("GET", LambdaDispatcher.functionsPath + "/{function}")

    /// As the path has it.
    private let name: String

    init(_ request: LambdaRequest, in context: LambdaContext) {
        name = request.function
    }

    func plan(in context: LambdaContext) -> Plan {
        .later { () throws(LambdaError) in
            let description = FunctionDescription(
                definition: try context.function(name), settings: context.settings)
            var json = JSONWriter()
            json.beginObject()
            json.name("Configuration")
            description.write(to: &json)
            json.endObject()
            return .respond(Response(status: 200, body: json.bytes))
        }
    }
}
