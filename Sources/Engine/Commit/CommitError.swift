/// Why a command was not committed.
package enum CommitError<Rejection: Error>: Error {
    /// The state said no: a condition failed, a table is missing.
    case rejected(Rejection)
    /// The command's encoded form is larger than any may be; sending it again cannot help.
    case tooLarge(bytes: Int, limit: Int)
    /// The store could not.
    case failed(StoreError)
}

extension CommitError: Equatable where Rejection: Equatable {}
