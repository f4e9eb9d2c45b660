import API
import JSON
import Values

/// `GET /2015-03-31/functions`: the functions by name; the marker of a page names its last one.
struct ListFunctions: LambdaOperation {
    static let traits = OperationTraits("ListFunctions", .describe)
    static let route = Route.lambda("GET", LambdaDispatcher.functionsPath)

    private let count: Int
    /// The function after which the page begins.
    private let marker: Text?

    init(_ request: LambdaRequest, in context: LambdaContext) throws(LambdaError) {
        count =
            try ParameterReader.count(request, "MaxItems", in: LambdaLimits.itemsAsked)
            ?? LambdaLimits.functionsPerPageMax
        marker = try request.parameter("Marker").map { text throws(LambdaError) in
            guard let marker = FunctionMarker(text) else {
                throw .invalidParameter(
                    "Invalid Marker: it must be the NextMarker of an answer to this call.")
            }
            return marker.function
        }
    }

    func plan(in context: LambdaContext) -> Plan {
        .later { () throws(LambdaError) in
            var functions = context.functions()
            if let marker { functions.removeAll { LambdaFunction.name(of: $0) <= marker } }
            // As AWS, which never answers more than 50.
            let page = functions.prefix(min(count, LambdaLimits.functionsPerPageMax))
            var json = JSONWriter()
            json.beginObject()
            json.name("Functions")
            json.beginArray()
            for definition in page {
                FunctionDescription(definition: definition, settings: context.settings)
                    .write(to: &json)
            }
            json.endArray()
            if let last = page.last, page.count < functions.count {
                json.name("NextMarker")
                json.string(FunctionMarker(function: LambdaFunction.name(of: last)).text)
            }
            json.endObject()
            return .respond(Response(status: 200, body: json.bytes))
        }
    }
}
