package import Model

/// The part of the handlers' runner that API operations use.
///
/// The store has the definitions and positions of handlers; only the runner can say whether an
/// executable may be started, and how its invocations went.
package protocol HandlerMonitor: Sendable {
    /// Why a handler of this definition could not run, its executable or its filters; `nil` when it
    /// could.
    ///
    /// Looks at files, so it blocks for a moment; called on a thread of the reader pool.
    func problem(with definition: HandlerDefinition) -> HandlerProblem?

    /// How a handler has fared since the server was started; `nil` for one that is not known (yet).
    func status(of handler: HandlerID) -> HandlerStatus?
}
