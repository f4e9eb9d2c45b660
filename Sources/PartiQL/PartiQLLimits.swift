import Expressions
import Values

/// Bounds on PartiQL statements: DynamoDB's, and our own on how deep the parser may recurse.
///
/// A statement beyond one is a ValidationException.
package enum PartiQLLimits {
    /// Characters of a statement, before anything is parsed.
    package static let statementCharacters = 1...8192

    /// Parentheses, NOTs and literals within each other.
    ///
    /// Literals are bounded by the levels of a value before they get here.
    static let nestingMax = ExpressionLimits.nestingMax

    /// Digits of an exponent and of a scale are those of a 32-bit number.
    static let exponents = Int(Int32.min)...Int(Int32.max)
}
