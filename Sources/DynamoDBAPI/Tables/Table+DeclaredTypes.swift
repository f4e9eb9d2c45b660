import Commands
import Model

extension Table {
    /// What the table's definition declares as a counter or a sketch stays one in buckets: every call
    /// that writes is held to it, and told so as a ValidationException.
    func validateDeclaredTypes(of write: ItemWrite) throws(WireError) {
        do throws(DeclaredTypeProblem) {
            try checkDeclaredTypes(of: write)
        } catch {
            throw .validation("\(error.message).")
        }
    }
}
