package import Model
package import Values

/// What runs a function once, as Lambda's calls see it.
package protocol FunctionRunner: Sendable {
    /// The executables that lie directly in the handler directory and may run, by name.
    ///
    /// Looks at files, so it blocks for a moment; called on a thread of the reader pool.
    func executables() -> [Text]

    /// Runs the program of a definition once with one event, under the bounds of handlers.
    ///
    /// `event` is JSON in one line. Calls `finish` once, from anywhere.
    func run(
        _ definition: HandlerDefinition, _ event: [UInt8],
        finish: @escaping @Sendable (FunctionOutcome) -> Void)
}

/// What came of running a function.
package enum FunctionOutcome: Sendable {
    /// What it answered, unparsed.
    case answer([UInt8])
    /// It could not be started, ended, or took too long: in a sentence.
    case failed(String)
    /// As many run already as may.
    case busy
}
