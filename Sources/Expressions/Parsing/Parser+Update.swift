import Values

/// Updates and projections.
extension Parser {
    /// The clause whose keyword is under the cursor.
    var clause: Clause? {
        Clause.allCases.first { isAt($0.rawValue) && (dialect.isExtended || !$0.isExtension) }
    }

    /// A whole update, to the end of the text: at least one clause, each with one action or more.
    mutating func parseUpdate() throws(ExpressionError) -> UpdateSyntax {
        var update = UpdateSyntax()
        // There are too few for a set.
        var seen: [Clause] = []
        repeat {
            guard let clause else { throw syntaxError() }
            advance()
            if seen.contains(clause) {
                diagnostics.note(
                    .section,
                    "The \"\(clause.rawValue)\" section can only be used once "
                        + "in an update expression;")
            } else {
                seen.append(clause)
            }
            if clause == .once {
                update.ids.append(try parseValueReference())
            } else {
                repeat { update.actions.append(try parseAction(of: clause)) } while take(.comma)
            }
        } while current != .end
        return update
    }

    private mutating func parseAction(
        of clause: Clause
    ) throws(ExpressionError) -> ActionSyntax {
        let path = try parsePath()
        switch clause {
        case .set:
            try expect(.equal)
            return .set(path, try parseAssignment())
        case .remove: return .remove(path)
        case .add: return .add(path, value: try parseValueReference())
        case .delete: return .delete(path, value: try parseValueReference())
        case .observe: return .observe(path, value: try parseValueReference())
        case .merge: return .merge(path, value: try parseValueReference())
        // It has no path, and `parseUpdate` reads it by itself.
        case .once: throw syntaxError()
        }
    }

    private mutating func parseValueReference() throws(ExpressionError) -> Text {
        guard current == .valueReference else { throw syntaxError() }
        return Text(takeText())
    }

    /// An operand, or a sum or difference of exactly two; one may stand in parentheses.
    private mutating func parseAssignment() throws(ExpressionError) -> AssignmentSyntax {
        var wrapped = false
        return try parseAssignment(wrapped: &wrapped)
    }

    private mutating func parseAssignment(
        wrapped: inout Bool
    ) throws(ExpressionError) -> AssignmentSyntax {
        let first = try parseAssignmentTerm(wrapped: &wrapped)
        let isSum = current == .plus
        guard isSum || current == .minus else { return first }
        guard case .operand(let left) = first else { throw syntaxError() }
        wrapped = false
        advance()
        countOperator()
        let right = try parseOperand()
        return isSum ? .sum(left, right) : .difference(left, right)
    }

    private mutating func parseAssignmentTerm(
        wrapped: inout Bool
    ) throws(ExpressionError) -> AssignmentSyntax {
        guard current == .leftParenthesis else {
            wrapped = false
            return .operand(try parseBareOperand())
        }
        try enterParentheses()
        advance()
        var isInnerWrapped = false
        let inner = try parseAssignment(wrapped: &isInnerWrapped)
        try expect(.rightParenthesis)
        leave()
        if isInnerWrapped { noteRedundantParentheses() }
        wrapped = true
        return inner
    }

    /// A whole projection, to the end of the text.
    mutating func parseProjection() throws(ExpressionError) -> [ProjectionSyntax] {
        var entries = [try parseProjectionEntry()]
        while take(.comma) { entries.append(try parseProjectionEntry()) }
        try expectEnd()
        return entries
    }

    private mutating func parseProjectionEntry() throws(ExpressionError) -> ProjectionSyntax {
        guard dialect.isExtended, current == .name, following == .leftParenthesis,
            currentText == Function.estimate.rawValue
        else { return .path(try parsePath()) }
        advance()
        advance()
        let path = try parsePath()
        try expect(.rightParenthesis)
        return .estimate(path)
    }
}
