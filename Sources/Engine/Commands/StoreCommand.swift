package import Commands

/// A command that the store can carry out.
package protocol StoreCommand: Command {
    /// Decides the command against the state and records what follows.
    ///
    /// The same command on the same state gives the same state and the same outcome, on every machine,
    /// today and at replay. A rejection changes nothing; an error means that the state is damaged or
    /// has no room, never that the command is wrong.
    func apply(in context: inout ApplyContext) throws(StoreError) -> Outcome
}

extension StoreCommand {
    /// What becomes of a command of this kind.
    package typealias Outcome = Result<Reply, CommitError<Rejection>>
}
