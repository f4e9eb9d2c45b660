import API
import Commands
import Engine
import JSON
import Model
import StreamRecords
import Values

/// `GET /2015-03-31/event-source-mappings`: mappings of a stream, of a function, of both, or all.
///
/// In the order of their handlers' names; the marker of a page names its last one.
struct ListMappings: LambdaOperation {
    static let traits = OperationTraits("ListEventSourceMappings", .describe)
    static let route = Route.lambda("GET", LambdaDispatcher.path)

    private let page: ArraySlice<Handler>
    /// Where the next page begins; `nil` after the last one.
    private let nextMarker: String?

    init(_ request: LambdaRequest, in context: LambdaContext) throws(LambdaError) {
        let count =
            try ParameterReader.count(request, "MaxItems", in: LambdaLimits.itemsAsked)
            ?? LambdaLimits.mappingsPerPageDefault
        let arn = request.parameter("EventSourceArn")
        let function = try request.parameter("FunctionName").map { parameter throws(LambdaError) in
            try LambdaFunction.name(in: parameter, context.settings)
        }
        func marker(_ handler: Text) -> MappingMarker {
            MappingMarker(
                streamARN: Text(arn ?? ""), function: function ?? "", handler: handler)
        }
        var handlers = context.store.handlers
        if let text = request.parameter("Marker") {
            guard let start = MappingMarker(text), start == marker(start.handler) else {
                throw .invalidParameter(
                    "Invalid Marker: it must be the NextMarker of an answer to this call with the "
                        + "same EventSourceArn and FunctionName.")
            }
            handlers.removeAll { $0.definition.name <= start.handler }
        }
        if let arn {
            let stream = context.settings.aws.stream(arn: arn, in: context.store)
            handlers.removeAll { $0.stream != stream?.id }
        }
        if let function {
            handlers.removeAll { LambdaFunction.name(of: $0.definition) != function }
        }
        page = handlers.prefix(count)
        let next = page.count < handlers.count ? page.last : nil
        nextMarker = next.map { marker($0.definition.name).text }
    }

    func plan(in context: LambdaContext) -> Plan {
        // Ten thousand of them with all their filters are too much work between two requests.
        .later { () throws(LambdaError) in
            .respond(Self.answer(page, nextMarker, in: context))
        }
    }

    private static func answer(
        _ page: ArraySlice<Handler>, _ nextMarker: String?, in context: LambdaContext
    ) -> Response {
        var writer = JSONWriter(reservingBytes: 1024 * page.count + 64)
        writer.beginObject()
        writer.name("EventSourceMappings")
        writer.beginArray()
        for handler in page {
            MappingDescription(handler: handler, context: context).write(to: &writer)
        }
        writer.endArray()
        if let nextMarker {
            writer.name("NextMarker")
            writer.string(nextMarker)
        }
        writer.endObject()
        return Response(status: 200, body: writer.bytes)
    }
}
