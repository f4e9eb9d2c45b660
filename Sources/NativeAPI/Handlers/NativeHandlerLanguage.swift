package import Commands
package import Engine
package import HandlerModel
package import JSON
package import Model

/// Handlers' definitions and writes as this API has them.
package struct NativeHandlerLanguage: HandlerLanguage {
    /// Whether expressions are DynamoDB's own on every table.
    private let strict: Bool

    package init(strict: Bool) {
        self.strict = strict
    }

    package func definition(
        parsing bytes: [UInt8], in store: Store
    ) throws(HandlerProblem) -> HandlerDefinition {
        try HandlerJSON.definition(parsing: bytes, in: store)
    }

    package func writes(
        _ node: JSONNode, in store: Store
    ) throws(HandlerProblem) -> [ItemWrite] {
        try HandlerWrites.read(node, in: store, strict: strict)
    }
}
