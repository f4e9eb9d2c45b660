import API
import Commands
import Engine
import JSON
import Model

/// `GET /v1/status`: how far the store has come, what lies on its disk, and whether it takes writes.
struct ReadStatus: NativeOperation {
    static let traits = OperationTraits("ReadStatus", .describe)
    static let route = Route("GET", "/v1/status")

    init(_ request: NativeRequest, in context: NativeContext) {}

    func plan(in context: NativeContext) -> Plan {
        // Counting base's free pages may take reading some.
        .later { () throws(NativeError) in
            do throws(StoreError) {
                var writer = JSONWriter(reservingBytes: 1024)
                try context.store.status().write(to: &writer)
                return .respond(Response(body: writer.bytes))
            } catch {
                throw NativeError(error)
            }
        }
    }
}
