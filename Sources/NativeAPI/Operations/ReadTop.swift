import API
import Commands
import Engine
import Model

/// `GET /v1/tables/{table}/top`: the largest series of a table in a window, by a counter or a sketch.
///
/// Read in slices, so that neither other reads nor checkpoints wait for it. A table that one slice is
/// enough for is answered from one snapshot; else each series is as of the moment when it was read.
struct ReadTop: NativeOperation {
    static let traits = OperationTraits("ReadTop", .readItems)
    static let route = Route("GET", "/v1/tables/{table}/top")
    static let parameters = TopRequest.parameters

    private let table: Table
    private let request: TopRequest

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
        self.request = try TopRequest(request, of: table, now: context.store.now)
    }

    func plan(in context: NativeContext) -> Plan {
        .slicedRead(Self.slice(of: TopReading(request), table, context))
    }

    private static func slice(
        of reading: TopReading, _ table: Table, _ context: NativeContext
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
