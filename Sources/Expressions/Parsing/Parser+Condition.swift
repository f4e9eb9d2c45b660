import Values

/// Conditions: comparison before NOT before AND before OR.
extension Parser {
    /// What parentheses may hold before it is known whether a condition or an operand began.
    private indirect enum Term {
        case operand(OperandSyntax)
        case condition(ConditionSyntax)
        case wrapped(Term)
    }

    /// A whole condition, to the end of the text.
    mutating func parseCondition() throws(ExpressionError) -> ConditionSyntax {
        let term = try parseDisjunction()
        let condition = try condition(of: term)
        try expectEnd()
        return condition
    }

    private mutating func parseDisjunction() throws(ExpressionError) -> Term {
        let first = try parseConjunction()
        guard isAt("OR") else { return first }
        var members = [try condition(of: first)]
        while take(keyword: "OR") {
            countOperator()
            let next = try parseConjunction()
            members.append(try condition(of: next))
        }
        return .condition(.any(members))
    }

    private mutating func parseConjunction() throws(ExpressionError) -> Term {
        let first = try parseNegation()
        guard isAt("AND") else { return first }
        var members = [try condition(of: first)]
        while take(keyword: "AND") {
            countOperator()
            let next = try parseNegation()
            members.append(try condition(of: next))
        }
        return .condition(.all(members))
    }

    /// NOT NOT cancels out, so any number of them costs one node at most.
    private mutating func parseNegation() throws(ExpressionError) -> Term {
        var negations = 0
        while take(keyword: "NOT") {
            countOperator()
            negations += 1
        }
        let term = try parsePredicate()
        guard negations > 0 else { return term }
        let inner = try condition(of: term)
        return .condition(negations.isMultiple(of: 2) ? inner : .not(inner))
    }

    private mutating func parsePredicate() throws(ExpressionError) -> Term {
        let first = try parsePrimary()
        if let comparator = Comparator(current) {
            let left = try operand(of: first)
            advance()
            countOperator()
            return .condition(.comparison(left, comparator, try parseOperand()))
        }
        if isAt("BETWEEN") {
            let left = try operand(of: first)
            advance()
            countOperator()
            let lower = try parseOperand()
            guard take(keyword: "AND") else { throw syntaxError() }
            return .condition(.between(left, lower, try parseOperand()))
        }
        if isAt("IN") {
            let left = try operand(of: first)
            advance()
            countOperator()
            return .condition(.among(left, try parseOperandList()))
        }
        return first
    }

    private mutating func parsePrimary() throws(ExpressionError) -> Term {
        guard current == .leftParenthesis else { return .operand(try parseBareOperand()) }
        try enterParentheses()
        advance()
        let inner = try parseDisjunction()
        try expect(.rightParenthesis)
        leave()
        if case .wrapped = inner { noteRedundantParentheses() }
        if let operand = bareOperand(in: inner),
            let path = try parseStepsAfterParentheses(around: operand)
        {
            return .operand(path)
        }
        return .wrapped(inner)
    }

    /// Only a condition or a call may stand alone; anything else lacks an operator here, at the
    /// cursor: so read the term first, then ask.
    private func condition(of term: Term) throws(ExpressionError) -> ConditionSyntax {
        switch term {
        case .condition(let condition): return condition
        case .operand(.function(let function)): return .function(function)
        case .operand: throw syntaxError()
        case .wrapped(let inner): return try condition(of: inner)
        }
    }

    private func operand(of term: Term) throws(ExpressionError) -> OperandSyntax {
        guard let operand = bareOperand(in: term) else { throw syntaxError() }
        return operand
    }

    private func bareOperand(in term: Term) -> OperandSyntax? {
        switch term {
        case .operand(let operand): operand
        case .condition: nil
        case .wrapped(let inner): bareOperand(in: inner)
        }
    }
}
