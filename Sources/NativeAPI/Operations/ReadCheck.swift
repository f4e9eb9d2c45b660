import API
import Commands
import Engine
import JSON
import Model

/// `GET /v1/check`: how far the check is that runs, or what the last one found.
struct ReadCheck: NativeOperation {
    static let traits = OperationTraits("ReadCheck", .describe)
    static let route = Route("GET", "/v1/check")

    init(_ request: NativeRequest, in context: NativeContext) {}

    func plan(in context: NativeContext) -> Plan {
        var writer = JSONWriter(reservingBytes: 512)
        context.store.checkStanding.write(to: &writer)
        return .respond(Response(body: writer.bytes))
    }
}
