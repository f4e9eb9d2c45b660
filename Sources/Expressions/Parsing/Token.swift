/// One word or sign of an expression and where it stands in the text, in bytes.
struct Token: Equatable {
    enum Kind: Equatable {
        /// A letter, then letters, digits and underscores: a name, a function or a keyword.
        case name
        /// `#` and at least one letter, digit or underscore.
        case nameReference
        /// `:` and at least one letter, digit or underscore.
        case valueReference
        case digits
        case leftParenthesis, rightParenthesis, leftBracket, rightBracket
        case dot, comma, plus, minus
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        /// One character that begins no token.
        case unknown
        case end
    }

    let kind: Kind
    let lowerBound: Int
    let upperBound: Int
}

extension Token {
    var length: Int { upperBound - lowerBound }
}
