package import Commands
import Model

/// Why a mutation was not committed.
package enum CommitError: Error, Sendable {
    /// The state said no: a condition failed, a table is missing.
    case refused(Refusal)
    /// The command's encoded form is larger than any may be; sending it again cannot help.
    case tooLarge(bytes: Int, limit: Int)
    /// The store could not.
    case failed(StoreError)
}
