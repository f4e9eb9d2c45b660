import API
import Commands
import Engine
import JSON
import Model

/// `GET /v1/check`: how far the check is that runs, or what the last one found.
struct ReadCheck: Operation {
    static let traits = OperationTraits("ReadCheck", .describe)
    static let route = Route("GET", "/v1/check")
    static let parameters: [String] = []

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        var writer = JSONWriter(reservingBytes: 512)
        context.store.checkStanding.write(to: &writer)
        return .respond(Response(body: writer.bytes))
    }
}
