import Values

/// An update as written, placeholders unresolved.
struct UpdateSyntax: Sendable {
    var actions: [ActionSyntax] = []
    /// The value after each ONCE; more than one has been complained about.
    var ids: [Text] = []
}

/// One action of an update.
enum ActionSyntax: Sendable {
    case set(PathSyntax, AssignmentSyntax)
    case remove(PathSyntax)
    case add(PathSyntax, value: Text)
    case delete(PathSyntax, value: Text)
    case observe(PathSyntax, value: Text)
    case merge(PathSyntax, value: Text)

    var path: PathSyntax {
        switch self {
        case .set(let path, _), .remove(let path), .add(let path, _), .delete(let path, _),
            .observe(let path, _), .merge(let path, _):
            path
        }
    }
}

/// The right-hand side of a SET action.
enum AssignmentSyntax: Sendable {
    case operand(OperandSyntax)
    case sum(OperandSyntax, OperandSyntax)
    case difference(OperandSyntax, OperandSyntax)
}

/// The clauses of an update.
enum Clause: String, CaseIterable {
    case set = "SET"
    case remove = "REMOVE"
    case add = "ADD"
    case delete = "DELETE"
    case observe = "OBSERVE"
    case merge = "MERGE"
    case once = "ONCE"

    /// Whether DynamoDB does not have it.
    ///
    /// These words are keywords only where a clause begins, so that attributes may go by them as
    /// they may on DynamoDB.
    var isExtension: Bool {
        switch self {
        case .observe, .merge, .once: true
        case .set, .remove, .add, .delete: false
        }
    }
}
