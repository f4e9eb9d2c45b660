/// One word or sign of a statement and where it stands in the text, in bytes.
struct StatementToken: Equatable {
    enum Kind: Equatable {
        /// A letter or `_`, then letters, digits, `_` and `$`: a keyword, a name or a function.
        case word
        /// A name in double quotes.
        case quotedName
        /// A string in single quotes.
        case string
        case number
        /// `?`
        case parameter
        case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
        /// `<<` and `>>` around the members of a set.
        case leftBag, rightBag
        case dot, comma, colon, star, plus, minus
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        /// An operator of PartiQL that DynamoDB does not have: `/`, `%`, `||`.
        case foreignOperator
        /// The end of the text, or a semicolon that nothing follows.
        case end
    }

    let kind: Kind
    let lowerBound: Int
    let upperBound: Int
}
