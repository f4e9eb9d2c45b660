import Expressions
import Values

/// An expression of a statement as written: a value, or what is true or false.
///
/// Which of them may stand where is the resolver's to judge.
indirect enum ExpressionSyntax: Sendable {
    case path(AttributePath)
    case value(Value)
    /// The position among the statement's parameters.
    case parameter(Int)
    /// Literals with something in them that is no constant, and all sets; the others are values.
    case list([ExpressionSyntax])
    case map([MemberSyntax])
    case bag([ExpressionSyntax])
    case call(CallSyntax)
    case missing
    case sum(ExpressionSyntax, ExpressionSyntax)
    case difference(ExpressionSyntax, ExpressionSyntax)

    case all([ExpressionSyntax])
    case any([ExpressionSyntax])
    case not(ExpressionSyntax)
    case comparison(ExpressionSyntax, Comparator, ExpressionSyntax)
    case between(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax)
    case among(ExpressionSyntax, [ExpressionSyntax])
    /// `IS` with the name of a type.
    case isType(ExpressionSyntax, TypeSyntax)
}

/// A member of a map literal.
struct MemberSyntax: Sendable {
    let name: Text
    let value: ExpressionSyntax
}

/// A call of a function that may not exist; the resolver judges it.
struct CallSyntax: Sendable {
    /// In small letters: functions are found in any case.
    let name: String
    let arguments: [ExpressionSyntax]
    let place: SourcePlace
    /// Where the first argument stands.
    let argumentPlace: SourcePlace?
}

/// What `IS` asks for.
enum TypeSyntax: Sendable {
    case missing
    case kind(ValueKind)
    /// A type of PartiQL that DynamoDB does not have.
    case foreign(String)
}

/// Where something stands in a statement, as messages show it: `line:column:length`, counted in
/// characters from 1.
///
/// Counted only when it is shown, as that looks at all of the statement before it: every column and
/// every call has a place, and hardly any is shown.
struct SourcePlace: Sendable, CustomStringConvertible {
    /// The statement, UTF-8.
    let source: [UInt8]
    let range: Range<Int>

    var description: String {
        let before = String(decoding: source[..<range.lowerBound], as: UTF8.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let length = String(decoding: source[range], as: UTF8.self).count
        return "\(max(lines.count, 1)):\((lines.last?.count ?? 0) + 1):\(length)"
    }
}
