import API
import Commands
import Engine
import HandlerModel
import Model
import Values

/// What every operation of the native API may use.
typealias NativeContext = OperationContext<NativeExtras>

/// What only operations of the native API need.
struct NativeExtras: Sendable {
    /// What runs the handlers; `nil` when the server has no directory of them.
    let handlers: (any HandlerMonitor)?
    /// The open feeds of tables' changes.
    let feeds: ChangeFeeds
}

extension NativeContext {
    /// The table that the request's path names.
    func table(in request: NativeRequest) throws(NativeError) -> Table {
        let name = request.table
        guard let table = store.table(named: name) else { throw .tableNotFound(name) }
        return table
    }

    /// The handler that the request's path names.
    func handler(in request: NativeRequest) throws(NativeError) -> Handler {
        let name = request.handler
        guard let handler = store.handler(named: name) else { throw .handlerNotFound(name) }
        return handler
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
