import Expressions
import Values

/// Expressions: comparisons before NOT before AND before OR.
extension StatementParser {
    mutating func parseExpression() throws(ExpressionError) -> ExpressionSyntax {
        let first = try parseConjunction()
        guard isAt("OR") else { return first }
        var members = [first]
        while take(keyword: "OR") {
            try expectOperand()
            members.append(try parseConjunction())
        }
        return .any(members)
    }

    private mutating func parseConjunction() throws(ExpressionError) -> ExpressionSyntax {
        let first = try parseNegation()
        guard isAt("AND") else { return first }
        var members = [first]
        while take(keyword: "AND") {
            try expectOperand()
            members.append(try parseNegation())
        }
        return .all(members)
    }

    /// NOT NOT cancels out, so any number of them costs one node at most.
    private mutating func parseNegation() throws(ExpressionError) -> ExpressionSyntax {
        var negations = 0
        while take(keyword: "NOT") { negations += 1 }
        let inner = try parseComparison()
        return negations.isMultiple(of: 2) ? inner : .not(inner)
    }

    private mutating func parseComparison() throws(ExpressionError) -> ExpressionSyntax {
        let left = try parseSum()
        if let comparator = comparator {
            advance()
            try expectOperand()
            return .comparison(left, comparator, try parseSum())
        }
        if take(keyword: "IS") {
            let isNegated = take(keyword: "NOT")
            let test = ExpressionSyntax.isType(left, try parseType())
            return isNegated ? .not(test) : test
        }
        let isNegated = isAt("NOT") && (isBefore("IN") || isBefore("BETWEEN") || isBefore("LIKE"))
        if isNegated { advance() }
        guard let test = try parseRange(of: left) else { return left }
        return isNegated ? .not(test) : test
    }

    /// BETWEEN or IN, if it follows.
    private mutating func parseRange(
        of left: ExpressionSyntax
    ) throws(ExpressionError) -> ExpressionSyntax? {
        if take(keyword: "BETWEEN") {
            try expectOperand()
            let lower = try parseSum()
            guard take(keyword: "AND") else { throw .malformed("Expected AND after BETWEEN") }
            try expectOperand()
            return .between(left, lower, try parseSum())
        }
        if take(keyword: "IN") {
            try expectOperand()
            return .among(left, try parseSequence())
        }
        if isAt("LIKE") || current == .foreignOperator || current == .star {
            let name = current == .word ? "LIKE" : currentText
            throw ExpressionError(
                message: "Unsupported operator in Condition Expression. Operator: \(name)")
        }
        return nil
    }

    private var comparator: Comparator? {
        switch current {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        default: nil
        }
    }

    /// What an operator needs behind it.
    private func expectOperand() throws(ExpressionError) {
        if current == .end {
            throw .malformed("Missing right-hand side expression of infix operator")
        }
    }

    /// The members after IN: `[a, b]`, `(a, b)` or `<<a, b>>`.
    private mutating func parseSequence() throws(ExpressionError) -> [ExpressionSyntax] {
        let end: StatementToken.Kind? =
            switch current {
            case .leftBracket: .rightBracket
            case .leftParenthesis: .rightParenthesis
            case .leftBag: .rightBag
            default: nil
            }
        guard let end, following != end else {
            throw ExpressionError(
                message: "IN operator must have a left hand argument of type Variable Reference "
                    + "and right hand argument of type Seq with at least one member")
        }
        advance()
        var members = [try parseValue()]
        while take(.comma) { members.append(try parseValue()) }
        try expect(end)
        return members
    }

    /// The name of a type after IS; some are two words.
    private mutating func parseType() throws(ExpressionError) -> TypeSyntax {
        guard current == .word else { throw .malformed("Expected type name") }
        let name = currentText.uppercased()
        advance()
        switch name {
        case "MISSING": return .missing
        case "NULL": return .kind(.null)
        case "BOOL", "BOOLEAN": return .kind(.boolean)
        case "BLOB": return .kind(.binary)
        case "STRING": return .kind(.string)
        case "NUMERIC": return .kind(.number)
        case "STRUCT", "TUPLE": return .kind(.map)
        case "LIST": return .kind(.list)
        case "DOUBLE" where take(keyword: "PRECISION"): return .foreign("DOUBLE_PRECISION")
        case "CHARACTER" where take(keyword: "VARYING"): return .foreign("CHARACTER_VARYING")
        case "INT", "INT2", "INT4", "INT8", "INTEGER", "INTEGER2", "INTEGER4", "INTEGER8",
            "SMALLINT", "BIGINT", "FLOAT", "REAL", "DECIMAL", "TIMESTAMP", "DATE", "TIME", "CHAR",
            "CHARACTER", "VARCHAR", "SYMBOL", "CLOB", "SEXP", "BAG", "ANY":
            return .foreign(name)
        default: throw .malformed("Expected type name")
        }
    }

    /// A value, or several that are added or subtracted from left to right.
    mutating func parseSum() throws(ExpressionError) -> ExpressionSyntax {
        var sum = try parseValue()
        while current == .plus || current == .minus {
            let isSum = current == .plus
            advance()
            try expectOperand()
            let right = try parseValue()
            sum = isSum ? .sum(sum, right) : .difference(sum, right)
        }
        return sum
    }
}
