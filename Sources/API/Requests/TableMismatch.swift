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
    /// Rejects a write that does not fit this table, from whichever API it comes.
    package func check(_ write: ItemWrite) throws(TableMismatch) {
        guard case .update(let update?) = write.action else {
            do throws(DeclaredTypeProblem) {
                return try checkDeclaredTypes(of: write)
            } catch {
                throw .declaredType(error)
            }
        }
        // Key attributes never change: an item under another key is another item. That is said
        // before what is wrong with a declared attribute, wherever in the update both are.
        let actions = update.actions.span
        var wrong: DeclaredTypeProblem?
        for index in actions.indices {
            let facts = facts(of: actions[index].path.root)
            if facts.isKey { throw .changesKey(actions[index].path.root) }
            if let type = facts.declared, wrong == nil {
                wrong = declaredTypeProblem(with: actions[index], on: write.key, declared: type)
            }
        }
        if let wrong { throw .declaredType(wrong) }
    }
}
