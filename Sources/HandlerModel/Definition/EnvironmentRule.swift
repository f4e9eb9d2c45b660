package import Model
package import Values

/// Which variables of its program's environment a definition may set.
///
/// Variables such as `PATH`, `LD_PRELOAD` or `PYTHONPATH` make a program run other code than its own.
/// Every client that reaches the server may define handlers, but only with the programs that lie in
/// the handler directory; which programs those are is decided by the users who may write there.
package enum EnvironmentRule {
    /// The prefix of the variables that a definition from the network may set.
    package static let prefix = "HANDLER_"

    /// A file of the handler directory says it.
    case everything
    /// The definition comes over the network; `known` finds the present definition of a handler.
    case prefixed(known: @Sendable (Text) -> HandlerDefinition?)

    /// Whether `definition`, whose name and executable are known, may have this variable.
    ///
    /// What the handler already has stays allowed for the same program: a description can be
    /// changed and sent back.
    package func allows(_ variable: Text, _ value: Text, in definition: HandlerDefinition) -> Bool {
        guard case .prefixed(let known) = self,
            !variable.string.utf8.starts(with: EnvironmentRule.prefix.utf8)
        else { return true }
        guard let known = known(definition.name) else { return false }
        return known.executable == definition.executable && known.environment[variable] == value
    }

    /// What is said of a variable that is not allowed, behind its name.
    package static let refusal =
        "is no variable that a request may set: its name must begin with \(prefix); "
        + "other variables can be set by a *.handler.json file in the handler directory"
}
