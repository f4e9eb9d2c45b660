import API
import Commands
import Engine
import HandlerModel
import Model
import Values

/// A change of a handler as a plan: what is committed, and how it is answered.
enum HandlerChange {
    /// - Parameters:
    ///   - name: the handler's.
    ///   - table: that of its changes.
    ///   - newIdentifier: what a handler gets that is made by this.
    static func plan<C: HandlerCommand & StoreCommand>(
        _ command: C, of name: Text, table: Text, newIdentifier: Text? = nil
    ) -> Plan where C.Rejection: HandlerRejection {
        .commit(command) { result throws(NativeError) in
            switch result {
            case .success(let handler):
                // A handler that was there keeps the id that it has.
                HandlerDescription(handler: handler)
                    .response(status: handler.uuid == newIdentifier ? 201 : 200)
            case .failure(let rejection):
                throw rejection.problem(ofHandler: name, table: table)
            }
        }
    }
}
