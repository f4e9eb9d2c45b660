import API
import JSON

/// `GET /2015-03-31/functions/{name}`, and its configuration alone.
enum GetFunction {
    static func plan(
        _ name: String, configurationOnly: Bool, in context: LambdaContext
    ) -> Plan {
        .later { () throws(LambdaError) in
            let description = FunctionDescription(
                definition: try context.function(name), settings: context.settings)
            var json = JSONWriter()
            if configurationOnly {
                description.write(to: &json)
            } else {
                json.beginObject()
                json.name("Configuration")
                description.write(to: &json)
                json.endObject()
            }
            return .respond(Response(status: 200, body: json.bytes))
        }
    }
}
