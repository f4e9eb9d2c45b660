import Engine
import Mutations
import Values

/// One call of the API: where it is found, which parameters it takes, what a request becomes.
protocol Operation: Sendable {
    static var route: Route { get }
    /// The query parameters that the call knows; any other is refused before `plan`.
    static var parameters: [String] { get }
    static func plan(_ request: Request, in context: APIContext) throws(NativeError) -> Plan
}

/// A request that has found its call.
struct Request: Sendable {
    /// What stands in the path for the names of the call's route.
    let path: [String: String]
    let query: QueryParameters
}

/// What is left to do for a request once it is understood.
enum Plan: Sendable {
    /// Nothing: this is the answer. Point reads end here, they run where the request arrived.
    case answer([UInt8])
    /// A read of a page, for a thread of the reader pool.
    case page(@Sendable (borrowing Snapshot) throws(StoreError) -> [UInt8])
}

/// What every operation may use.
struct APIContext: Sendable {
    let store: Store

    /// The table that the request's path names.
    func table(in request: Request) throws(NativeError) -> Table {
        let name = Text(request.path["table"] ?? "")
        guard let table = store.table(named: name) else { throw .tableNotFound(name) }
        return table
    }

    /// Reads from the state as it is now, on the calling thread.
    func read<Answer>(
        _ body: (borrowing Snapshot) throws(StoreError) -> Answer
    ) throws(NativeError) -> Answer {
        do throws(StoreError) {
            return try store.read(body)
        } catch {
            throw NativeError(error)
        }
    }
}
