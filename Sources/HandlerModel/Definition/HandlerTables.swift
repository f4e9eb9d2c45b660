import Commands
package import Engine
package import Model

/// Whether the tables that a handler's definition names are there, and fit.
package enum HandlerTables {
    package static func problem(
        with definition: HandlerDefinition, in store: Store
    ) -> HandlerProblem? {
        guard store.table(named: definition.table) != nil else {
            return HandlerProblem(
                field: "table", message: "there is no table called \(definition.table)")
        }
        guard case .table(let name) = definition.onFailure else { return nil }
        guard name != definition.table else {
            return HandlerProblem(
                field: "onFailure", message: "is the table that the handler gets the changes of")
        }
        guard let destination = store.table(named: name) else {
            return HandlerProblem(
                field: "onFailure", message: "there is no table called \(name)")
        }
        return FailureKey.problem(with: destination.keySchema).map {
            HandlerProblem(field: "onFailure", message: $0)
        }
    }
}
