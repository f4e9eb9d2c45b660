import PlainBodies

/// Why a handler cannot run as it is defined, or why a part of what it answers cannot be used.
package struct HandlerProblem: Error, Hashable, Sendable {
    /// The way to the part that is wrong, `executable`, `filters[1]` or `writes[3].increment.add`.
    package let field: String
    /// Follows the field and a colon, without a full stop: `is not inside the handler directory`.
    package let message: String

    package init(field: String, message: String) {
        self.field = field
        self.message = message
    }

    /// The whole as one sentence.
    package var sentence: String { "\(field): \(message)." }
}

extension HandlerProblem {
    /// A problem in the JSON of a definition or a response.
    init(_ problem: BodyProblem) {
        let path = problem.path
        self.init(field: path.isEmpty ? "body" : path, message: problem.detail)
    }
}
