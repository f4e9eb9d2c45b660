package import Commands
import Model

/// Why a mutation was not committed.
package enum CommitError: Error, Sendable {
    /// The state said no: a condition failed, a table is missing.
    case refused(Refusal)
    /// The store could not.
    case failed(StoreError)
}
