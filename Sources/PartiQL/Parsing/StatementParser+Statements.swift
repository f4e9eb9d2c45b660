import Expressions
import Values

/// Statements and their clauses.
extension StatementParser {
    /// A whole statement, to the end of the text.
    mutating func parseStatement() throws(ExpressionError) -> StatementSyntax {
        let statement = try parseOperation()
        try expectEnd()
        return statement
    }

    private mutating func parseOperation() throws(ExpressionError) -> StatementSyntax {
        if take(keyword: "SELECT") { return .select(try parseSelection()) }
        if take(keyword: "INSERT") { return try parseInsertion() }
        if take(keyword: "UPDATE") { return try parseUpdate() }
        if take(keyword: "DELETE") { return try parseDeletion() }
        if isAt("FROM") { return try parseUpdateFromFirst() }
        if isAt("EXISTS"), following == .leftParenthesis, isCallOfSelection {
            advance()
            advance()
            advance()
            let selection = try parseSelection()
            try expect(.rightParenthesis)
            return .exists(selection)
        }
        throw try complaintAboutOperation()
    }

    private var isCallOfSelection: Bool {
        var ahead = self
        ahead.advance()
        return ahead.isBefore("SELECT")
    }

    /// What is no statement is read as an expression, and is refused for what that turns out to be.
    private mutating func complaintAboutOperation() throws(ExpressionError) -> ExpressionError {
        if mentions("FROM") { return .malformed("Expected data manipulation") }
        let expression = try parseExpression()
        try expectEnd()
        let operation =
            switch expression {
            case .isType: "IsType"
            case .path: "VariableReference"
            case .call: "Call"
            case .value, .list, .map, .bag, .missing: "Literal"
            case .parameter: "Parameter"
            default: "NAry"
            }
        return ExpressionError(message: "Unsupported operation: \(operation)")
    }

    // MARK: SELECT

    /// What follows SELECT.
    private mutating func parseSelection() throws(ExpressionError) -> SelectionSyntax {
        let columns = try parseColumns()
        guard take(keyword: "FROM") else {
            throw current == .end ? .malformed("Expected FROM") : .leftOver
        }
        guard current != .end, current == .word || current == .quotedName else {
            throw current == .string || current == .leftParenthesis || current == .leftBracket
                ? ExpressionError(message: "Unexpected from source") : .unexpectedTerm
        }
        if isAtKeyword { throw .malformed("Unexpected keyword") }
        let table = try parseTable()
        if current == .comma {
            throw ExpressionError(
                message: "Only select from a single table or index is supported.")
        }
        try refuseAlias()
        let condition = try parseWhere()
        let order = try parseOrder()
        for clause in ["GROUP", "HAVING", "LIMIT"] where isAt(clause) {
            let name = clause == "GROUP" ? "GROUP BY" : clause
            throw ExpressionError(message: "Unsupported clause: \(name) at \(place)")
        }
        return SelectionSyntax(
            columns: columns, table: table, condition: condition, order: order)
    }

    private mutating func parseColumns() throws(ExpressionError) -> SelectedColumns {
        let isAll = take(.star)
        if isAll, current != .comma { return .all }
        var columns: [SelectedColumns.Column] = []
        var names: Set<Text> = []
        while isAll ? take(.comma) : columns.isEmpty || take(.comma) {
            if isAll || current == .star {
                throw ExpressionError(
                    message: "Other attributes should not be present in the projection when '*' "
                        + "is used.")
            }
            let place = place
            guard case .path(let path) = try parseValue() else {
                throw ExpressionError(message: "Unexpected path component at \(place)")
            }
            if isAt("AS") || current == .word && !isAtKeyword || current == .quotedName {
                throw .aliasing
            }
            let column = SelectedColumns.Column(path)
            guard names.insert(column.name).inserted else {
                throw ExpressionError(
                    message: "Duplicate identifiers in select clause: \(column.name)")
            }
            columns.append(column)
        }
        return .named(columns)
    }

    private mutating func parseOrder() throws(ExpressionError) -> [SortOrder] {
        guard take(keyword: "ORDER") else { return [] }
        guard take(keyword: "BY") else { throw .malformed("Expected BY") }
        var order: [SortOrder] = []
        repeat {
            guard let name = takeName() else {
                throw current == .end || current == .word
                    ? .unexpectedTerm
                    : ExpressionError(
                        message: "Argument to ORDER BY must be of type VariableReference. "
                            + "Type: Literal")
            }
            let isDescending = take(keyword: "DESC")
            if !isDescending { _ = take(keyword: "ASC") }
            order.append(SortOrder(attribute: name, isDescending: isDescending))
        } while take(.comma)
        return order
    }

    // MARK: Writes

    private mutating func parseInsertion() throws(ExpressionError) -> StatementSyntax {
        guard take(keyword: "INTO") else { throw .malformed("Expected INTO") }
        let table = try parseTable()
        if table.index != nil {
            throw ExpressionError(
                message: "FROM clause may only contain a single table name in data manipulation "
                    + "statements")
        }
        if isAt("VALUES") || current == .leftBag {
            throw ExpressionError(
                message: "Unsupported operation: Inserting multiple items in a single statement is "
                    + "not supported, use \"INSERT INTO tableName VALUE item\" instead")
        }
        guard take(keyword: "VALUE") else {
            throw current == .end ? .malformed("Expected VALUE") : .leftOver
        }
        if current == .end { throw .unexpectedTerm }
        guard current == .leftBrace else {
            throw ExpressionError(
                message: "Unsupported format in item expression. Please use struct format {...} to "
                    + "express item values for insert statement.")
        }
        let members = try parseMembers(areAttributes: true)
        if isAt("RETURNING") {
            throw ExpressionError(message: "RETURNING is not supported in INSERT")
        }
        return .insert(table, members)
    }

    private mutating func parseUpdate() throws(ExpressionError) -> StatementSyntax {
        let table = try parseTable()
        if !isAt("SET"), !isAt("REMOVE"), !isAtObservation { try refuseAlias() }
        let clauses = try parseClauses()
        let condition = try parseWhere()
        return .update(table, clauses, condition, try parseReturning())
    }

    /// `FROM table WHERE … SET …`, another way to write an update.
    private mutating func parseUpdateFromFirst() throws(ExpressionError) -> StatementSyntax {
        advance()
        let table = try parseTable()
        let condition = try parseWhere()
        let clauses = try parseClauses()
        return .update(table, clauses, condition, try parseReturning())
    }

    private mutating func parseDeletion() throws(ExpressionError) -> StatementSyntax {
        guard take(keyword: "FROM") else { throw .malformed("Expected FROM") }
        let table = try parseTable()
        try refuseAlias()
        let condition = try parseWhere()
        return .delete(table, condition, try parseReturning())
    }

    private mutating func parseClauses() throws(ExpressionError) -> [AssignmentSyntax] {
        var clauses: [AssignmentSyntax] = []
        while true {
            if take(keyword: "SET") {
                repeat {
                    let path = try parseTarget()
                    guard take(.equal) else { throw .malformed("Expected '=' for assignment") }
                    clauses.append(.set(path, try parseSum()))
                } while take(.comma)
            } else if take(keyword: "REMOVE") {
                clauses.append(.remove(try parseTarget()))
            } else if isAtObservation {
                advance()
                repeat {
                    let path = try parseTarget()
                    clauses.append(.observe(path, try parseValue()))
                } while take(.comma)
            } else if clauses.isEmpty {
                throw .malformed("Expected data manipulation")
            } else {
                return clauses
            }
        }
    }

    /// No attribute need be quoted for being called so: the word is one only where a clause begins.
    private var isAtObservation: Bool {
        isAt("OBSERVE") && (following == .word || following == .quotedName)
    }

    private mutating func parseReturning() throws(ExpressionError) -> Returning? {
        guard take(keyword: "RETURNING") else { return nil }
        let isAll = take(keyword: "ALL")
        guard isAll || take(keyword: "MODIFIED") else {
            throw .malformed("Expected ALL or MODIFIED in a returning clause.")
        }
        let isOld = take(keyword: "OLD")
        guard isOld || take(keyword: "NEW") else {
            throw .malformed("Expected OLD or NEW in a returning clause.")
        }
        guard take(.star) else {
            throw ExpressionError(
                message: "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause")
        }
        if current == .comma {
            throw ExpressionError(
                message: "Invalid syntax with multiple returning elements in RETURNING clause")
        }
        return isAll ? (isOld ? .allOld : .allNew) : (isOld ? .modifiedOld : .modifiedNew)
    }

    // MARK: Parts

    private mutating func parseWhere() throws(ExpressionError) -> ExpressionSyntax? {
        guard take(keyword: "WHERE") else { return nil }
        return try parseExpression()
    }

    private mutating func parseTable() throws(ExpressionError) -> StatementTable {
        var parts: [Text] = []
        repeat {
            guard let name = takeName() else {
                throw .malformed("Expected identifier for simple path")
            }
            parts.append(name)
        } while take(.dot)
        guard parts.count <= 2 else {
            throw ExpressionError(
                message: "A path may contain at most 2 components in the FROM clause")
        }
        if parts.contains(where: \.isEmpty) {
            throw ExpressionError(message: "Path component cannot be an empty string")
        }
        return StatementTable(name: parts[0], index: parts.count > 1 ? parts[1] : nil)
    }

    /// Refuses a second name of a table, which DynamoDB has no use for.
    private func refuseAlias() throws(ExpressionError) {
        if isAt("AS") || current == .quotedName || current == .word && !isAtKeyword {
            throw .aliasing
        }
    }

    /// The path that an update writes.
    private mutating func parseTarget() throws(ExpressionError) -> AttributePath {
        guard current != .end else { throw .malformed("Expected identifier for simple path") }
        guard let path = try parsePath() else {
            throw .malformed("Expected identifier for simple path")
        }
        return path
    }
}

extension ExpressionError {
    fileprivate static let aliasing = ExpressionError(message: "Aliasing is not supported")
}
