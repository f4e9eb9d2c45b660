import Expressions
import Values

/// Makes statements into the trees of expressions; the resolver of expressions judges those.
struct StatementResolver {
    var resolver: Resolver
    let parameters: [Value]
    let dialect: Dialect

    mutating func statement(_ syntax: StatementSyntax) throws(ExpressionError) -> Statement {
        switch syntax {
        case .select(let selection): return .select(try self.selection(selection))
        case .exists(let selection): return .exists(try self.selection(selection))
        case .insert(_, let members):
            guard case .map(let item) = try map(members) else { return .insert(Item()) }
            return .insert(item)
        case .update(let table, let clauses, let condition, let returning):
            try refuseIndex(of: table)
            return .update(
                try update(clauses), condition: try optional(condition), returning: returning)
        case .delete(let table, let condition, let returning):
            try refuseIndex(of: table)
            if let returning, returning != .allOld {
                throw ExpressionError(
                    message: "Invalid returning clause: RETURNING \(returning.rawValue) *. "
                        + "Only RETURNING ALL OLD * is allowed in DELETE statements.")
            }
            return .delete(condition: try optional(condition), returning: returning)
        }
    }

    private mutating func selection(
        _ syntax: SelectionSyntax
    ) throws(ExpressionError) -> Selection {
        if case .named(let columns) = syntax.columns { resolver.columns(columns.map(\.path)) }
        return Selection(
            columns: syntax.columns, condition: try optional(syntax.condition),
            order: syntax.order)
    }

    private mutating func optional(
        _ syntax: ExpressionSyntax?
    ) throws(ExpressionError) -> Condition? {
        guard let syntax else { return nil }
        return try condition(syntax)
    }

    private func refuseIndex(of table: StatementTable) throws(ExpressionError) {
        if table.index != nil {
            throw ExpressionError(message: "This operation is not supported on an index")
        }
    }
}
