package import Commands
import Expressions
package import Model
package import Values

/// Why a write does not fit the definition of its table, whatever its items are.
package enum TableMismatch: Error, Hashable, Sendable {
    /// The update would change this attribute, which is part of the key.
    case changesKey(Text)
    case declaredType(DeclaredTypeProblem)
}

extension Table {
    /// Rejects a write that does not fit this table, whoever asks for it.
    package func check(_ write: ItemWrite) throws(TableMismatch) {
        if case .update(let update?) = write.action {
            // Key attributes never change: an item under another key is another item.
            let actions = update.actions.span
            for index in actions.indices where facts(of: actions[index].path.root).isKey {
                throw .changesKey(actions[index].path.root)
            }
        }
        do throws(DeclaredTypeProblem) {
            try checkDeclaredTypes(of: write)
        } catch {
            throw .declaredType(error)
        }
    }
}
