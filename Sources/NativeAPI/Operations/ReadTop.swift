import API
import Commands
import Engine
import Model

/// `GET /v1/tables/{table}/top`: the largest series of a table in a window, by a counter or a sketch.
///
/// Read in slices, so that neither other reads nor checkpoints wait for it. A table that one slice is
/// enough for is answered from one snapshot; else each series is as of the moment when it was read.
struct ReadTop: Operation {
    static let traits = OperationTraits("ReadTop", .readItems)
    static let route = Route("GET", "/v1/tables/{table}/top")
    static let parameters = TopRequest.parameters

    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan {
        let table = try context.table(in: request)
        let top = try TopRequest(request, of: table, now: context.store.now)
        return .slicedRead(slice(of: TopReading(top), table, context))
    }

    private static func slice(
        of reading: TopReading, _ table: Table, _ context: APIContext
    ) -> SlicedRead {
        { (snapshot) throws(StoreError) in
            var reading = reading
            do throws(NativeError) {
                let body = try reading.readOn(from: snapshot)
                // A table that was deleted meanwhile may have looked like one with fewer series.
                guard context.store.table(table.id) != nil else {
                    throw NativeError.tableNotFound(table.name)
                }
                if let body { return .done(Response(body: body)) }
                return .more(slice(of: reading, table, context))
            } catch {
                return .done(Response(error))
            }
        }
    }
}
