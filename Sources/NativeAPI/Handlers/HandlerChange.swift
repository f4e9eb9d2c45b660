import API
import Commands
import Engine
import Model
import Values

/// A change of a handler as a plan: what is committed, and how it is answered.
enum HandlerChange {
    /// - Parameters:
    ///   - name: the handler's.
    ///   - table: that of its changes.
    ///   - newIdentifier: what a handler gets that is made by this.
    static func plan(
        _ mutation: HandlerMutation, of name: Text, table: Text, newIdentifier: Text? = nil
    ) -> Plan {
        .commit(.handler(mutation)) { result throws(NativeError) in
            switch result {
            case .success(.handler(let handler)):
                // A handler that was there keeps the id that it has.
                HandlerDescription(handler: handler)
                    .response(status: handler.uuid == newIdentifier ? 201 : 200)
            case .success(let reply): throw .failed("A handler was answered with \(reply).")
            case .failure(.handlerNotFound): throw .handlerNotFound(name)
            case .failure(let refusal): throw NativeError(refusal, of: table)
            }
        }
    }
}
