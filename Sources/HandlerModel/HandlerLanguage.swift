package import Commands
package import Engine
package import JSON
package import Model

/// How handlers are written down and what they may answer: the JSON of a definition and of writes.
///
/// The language is that of the API through which handlers are made; what runs them is handed it and
/// knows nothing of the API.
package protocol HandlerLanguage: Sendable {
    /// Reads the text of one definition, as a file of the handler directory has it, and looks up the
    /// tables that it names.
    ///
    /// Reads from the store when the definition begins at a time, so not for an event loop.
    func definition(
        parsing bytes: [UInt8], in store: Store
    ) throws(HandlerProblem) -> HandlerDefinition

    /// Reads the `writes` of a response: what is written together with its checkpoint.
    func writes(_ node: JSONNode, in store: Store) throws(HandlerProblem) -> [ItemWrite]
}
