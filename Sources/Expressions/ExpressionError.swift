package import Values

/// Why an expression was refused, in DynamoDB's own words.
package struct ExpressionError: Error, Hashable, Sendable {
    /// The whole text as a client sees it.
    package let message: String

    package init(message: String) {
        self.message = message
    }
}

extension ExpressionError {
    /// What is found while an expression is read carries the parameter's name; what is found
    /// while it is applied to an item does not.
    static func invalid(_ kind: ExpressionKind, _ reason: String) -> ExpressionError {
        ExpressionError(
            message: kind == .statement ? reason : "Invalid \(kind.rawValue): \(reason)")
    }

    package static let missingAttribute = ExpressionError(
        message: "The provided expression refers to an attribute that does not exist in the item")

    package static let invalidPath = ExpressionError(
        message: "The document path provided in the update expression is invalid for update")

    package static let incorrectType = ExpressionError(
        message: "An operand in the update expression has an incorrect data type")

    /// What is found where a sketch is to be merged into one.
    package static func notASketch(_ found: ValueKind, at path: AttributePath) -> ExpressionError {
        ExpressionError(
            message: "\(incorrectType.message); path: \(path.bracketed), "
                + "operand type: \(found.longName), expected: a sketch")
    }

    package static let tooLarge = ExpressionError(
        message: "Item size to update has exceeded the maximum allowed size")

    package static let tooDeep = ExpressionError(
        message: "Nesting Levels have exceeded supported limits: "
            + "Attributes in the item have nested levels beyond supported limit")

    /// A sum with too many digits is an overflow as well, in DynamoDB's words.
    package static func arithmetic(_ error: NumberError) -> ExpressionError {
        switch error {
        case .tooManyDigits: ExpressionError(message: NumberError.overflow.message)
        default: ExpressionError(message: error.message)
        }
    }
}

/// The request parameter that holds an expression; decides the wording of errors.
enum ExpressionKind: String, Sendable {
    case condition = "ConditionExpression"
    case filter = "FilterExpression"
    case keyCondition = "KeyConditionExpression"
    case projection = "ProjectionExpression"
    case update = "UpdateExpression"
    /// No expression, but a statement of another language that is made into the same trees.
    case statement = "Statement"
}
