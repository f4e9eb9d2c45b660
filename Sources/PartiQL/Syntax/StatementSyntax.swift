import Values

/// A statement as written.
enum StatementSyntax: Sendable {
    case select(SelectionSyntax)
    case insert(StatementTable, [MemberSyntax])
    case update(StatementTable, [AssignmentSyntax], ExpressionSyntax?, Returning?)
    case delete(StatementTable, ExpressionSyntax?, Returning?)
    case exists(SelectionSyntax)

    var table: StatementTable {
        switch self {
        case .select(let selection), .exists(let selection): selection.table
        case .insert(let table, _), .update(let table, _, _, _), .delete(let table, _, _): table
        }
    }
}

/// A SELECT.
struct SelectionSyntax: Sendable {
    let columns: SelectedColumns
    let table: StatementTable
    let condition: ExpressionSyntax?
    let order: [SortOrder]
}

/// One clause of an UPDATE.
enum AssignmentSyntax: Sendable {
    case set(AttributePath, ExpressionSyntax)
    case remove(AttributePath)
    /// Ours: lets visitors into a sketch.
    case observe(AttributePath, ExpressionSyntax)
}
