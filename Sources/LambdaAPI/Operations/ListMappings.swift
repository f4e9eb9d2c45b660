import DynamoDBAPI
import Engine
import JSON
import Mutations
import Values

/// `GET /2015-03-31/event-source-mappings`: mappings of a stream, of a function, of both, or all.
///
/// In the order of their handlers' names; the marker of a page is the name of its last one.
enum ListMappings {
    private static let itemsDefault = 100
    private static let items = 1...10_000

    static func plan(
        _ target: LambdaTarget, in context: LambdaContext
    ) throws(LambdaError) -> LambdaPlan {
        let count = try ParameterReader.count(target, "MaxItems", in: items) ?? itemsDefault
        let marker = target["Marker"].map { Text($0) }
        var handlers = context.store.handlers
        if let marker { handlers.removeAll { $0.definition.name <= marker } }
        if let arn = target["EventSourceArn"] {
            let stream = context.settings.stream(arn: arn, in: context.store)
            handlers.removeAll { $0.stream != stream?.id }
        }
        if let parameter = target["FunctionName"] {
            let name = try LambdaFunction.name(in: parameter, context.settings)
            handlers.removeAll { LambdaFunction.name(of: $0.definition) != name }
        }
        let page = handlers.prefix(count)
        let hasMore = page.count < handlers.count
        // Ten thousand of them with all their filters are too much work between two requests.
        return .later { () throws(LambdaError) in
            .answer(answer(page, hasMore: hasMore, in: context))
        }
    }

    private static func answer(
        _ page: ArraySlice<Handler>, hasMore: Bool, in context: LambdaContext
    ) -> LambdaResponse {
        var writer = JSONWriter(reservingBytes: 1024 * page.count + 64)
        writer.beginObject()
        writer.name("EventSourceMappings")
        writer.beginArray()
        for handler in page {
            MappingDescription(handler: handler, context: context).write(to: &writer)
        }
        writer.endArray()
        if let last = page.last, hasMore {
            writer.name("NextMarker")
            writer.string(last.definition.name.string)
        }
        writer.endObject()
        return LambdaResponse(status: 200, body: writer.bytes)
    }
}
