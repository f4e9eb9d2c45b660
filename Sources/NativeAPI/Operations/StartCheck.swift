import API
import Commands
import Engine
import JSON
import Model

/// `POST /v1/check`: begins to check everything as of the last checkpoint; one check runs at a time.
///
/// It holds up neither writes nor reads. `GET /v1/check` says how far it is.
struct StartCheck: NativeOperation {
    static let traits = OperationTraits("StartCheck", .operate)
    static let route = Route("POST", "/v1/check")

    init(_ request: NativeRequest, in context: NativeContext) {}

    func plan(in context: NativeContext) -> Plan {
        _ = context.store.startCheck()
        var writer = JSONWriter(reservingBytes: 64)
        context.store.checkStanding.write(to: &writer)
        return .respond(Response(status: 202, body: writer.bytes))
    }
}
