import Values

/// Paths, values, functions and the parentheses around them.
extension Parser {
    /// A path; parentheses are not part of it.
    mutating func parsePath() throws(ExpressionError) -> PathSyntax {
        var path = PathSyntax(root: try parseName(), steps: [])
        try parseSteps(of: &path)
        return path
    }

    mutating func parseSteps(of path: inout PathSyntax) throws(ExpressionError) {
        while true {
            if take(.dot) {
                path.steps.append(.name(try parseName()))
            } else if take(.leftBracket) {
                guard current == .digits else { throw syntaxError() }
                path.steps.append(.index(takeText()))
                try expect(.rightBracket)
            } else {
                return
            }
        }
    }

    private mutating func parseName() throws(ExpressionError) -> PathSyntax.Name {
        switch current {
        case .name where !isAtKeyword:
            let name = Text(takeText())
            return .literal(name, isReserved: ReservedWords.contains(name))
        case .nameReference: return .reference(Text(takeText()))
        default: throw syntaxError()
        }
    }

    /// An operand where nothing but an operand may stand.
    mutating func parseOperand() throws(ExpressionError) -> OperandSyntax {
        var wrapped = false
        return try parseOperand(wrapped: &wrapped)
    }

    private mutating func parseOperand(
        wrapped: inout Bool
    ) throws(ExpressionError) -> OperandSyntax {
        guard current == .leftParenthesis else {
            wrapped = false
            return try parseBareOperand()
        }
        try enterParentheses()
        advance()
        var isInnerWrapped = false
        let inner = try parseOperand(wrapped: &isInnerWrapped)
        try expect(.rightParenthesis)
        leave()
        if isInnerWrapped { noteRedundantParentheses() }
        if let path = try parseStepsAfterParentheses(around: inner) {
            wrapped = false
            return path
        }
        wrapped = true
        return inner
    }

    /// `(a.b).c` continues a path, though not in updates.
    mutating func parseStepsAfterParentheses(
        around operand: OperandSyntax
    ) throws(ExpressionError) -> OperandSyntax? {
        guard kind != .update, current == .dot || current == .leftBracket,
            case .path(var path) = operand
        else { return nil }
        try parseSteps(of: &path)
        return .path(path)
    }

    /// An operand without parentheses around it.
    mutating func parseBareOperand() throws(ExpressionError) -> OperandSyntax {
        switch current {
        case .valueReference: return .value(Text(takeText()))
        case .name where following == .leftParenthesis && !isAtKeyword:
            return .function(try parseCall())
        case .name, .nameReference: return .path(try parsePath())
        default: throw syntaxError()
        }
    }

    private mutating func parseCall() throws(ExpressionError) -> FunctionSyntax {
        let name = takeText()
        try enterCall(of: name)
        let arguments = try parseOperandList()
        leave()
        return FunctionSyntax(name: name, arguments: arguments)
    }

    /// `(a, b, …)` with at least one operand.
    mutating func parseOperandList() throws(ExpressionError) -> [OperandSyntax] {
        try expect(.leftParenthesis)
        var operands = [try parseOperand()]
        while take(.comma) { operands.append(try parseOperand()) }
        try expect(.rightParenthesis)
        return operands
    }

    /// Whether the name under the cursor is a keyword of the grammar at hand.
    ///
    /// Other grammars' keywords are merely reserved words here.
    private var isAtKeyword: Bool {
        switch kind {
        case .condition, .filter, .keyCondition:
            ["AND", "OR", "NOT", "BETWEEN", "IN"].contains { isAt($0) }
        case .update: clause.map { !$0.isExtension } ?? false
        case .projection, .statement: false
        }
    }
}
