package import Model
package import Values

/// Which variables of its program's environment a definition may set.
///
/// Variables such as `PATH`, `LD_PRELOAD` or `PYTHONPATH` make a program run other code than its own.
/// Whoever can reach the server may define handlers, but only with the programs that lie in the
/// handler directory; what those are and do is said by who may write there.
package enum EnvironmentRule {
    /// What the names of variables begin with that anybody may set.
    package static let prefix = "HANDLER_"

    /// A file of the handler directory says it.
    case everything
    /// Somebody on the network says it; `known` finds the handler that there is.
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
