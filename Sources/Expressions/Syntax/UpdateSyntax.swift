import Values

/// One action of an update as written, placeholders unresolved.
enum ActionSyntax {
    case set(PathSyntax, AssignmentSyntax)
    case remove(PathSyntax)
    case add(PathSyntax, value: Text)
    case delete(PathSyntax, value: Text)

    var path: PathSyntax {
        switch self {
        case .set(let path, _), .remove(let path), .add(let path, _), .delete(let path, _): path
        }
    }
}

/// The right-hand side of a SET action.
enum AssignmentSyntax {
    case operand(OperandSyntax)
    case sum(OperandSyntax, OperandSyntax)
    case difference(OperandSyntax, OperandSyntax)
}

/// The clauses of an update.
///
/// OBSERVE and ONCE will join them here.
enum Clause: String, CaseIterable {
    case set = "SET"
    case remove = "REMOVE"
    case add = "ADD"
    case delete = "DELETE"
}
