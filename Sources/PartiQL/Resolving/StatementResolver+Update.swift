import Expressions
import Values

/// Updates; the whole of one is a piece.
extension StatementResolver {
    mutating func update(_ clauses: [AssignmentSyntax]) throws(ExpressionError) -> Update {
        var actions: [Update.Action] = []
        actions.reserveCapacity(clauses.count)
        for clause in clauses {
            switch clause {
            case .set(let path, let value): actions.append(try assignment(of: value, to: path))
            case .remove(let path): actions.append(.remove(path))
            case .observe(let path, let visitors):
                // A table of DynamoDB's own language has no such clause.
                guard dialect != .strict else { throw .leftOver }
                guard let value = try value(visitors) else {
                    throw ExpressionError(
                        message: "OBSERVE needs a value: a literal or a parameter")
                }
                actions.append(resolver.observe(value, named: "?", path))
            }
        }
        return resolver.update(actions)
    }

    private mutating func assignment(
        of syntax: ExpressionSyntax, to path: AttributePath
    ) throws(ExpressionError) -> Update.Action {
        if case .call(let call) = syntax, let function = SetFunction(rawValue: call.name) {
            let members = try members(of: call, function, path)
            return function == .add ? .add(path, members) : .delete(path, members)
        }
        switch syntax {
        case .sum(let left, let right):
            let left = try source(left)
            return .set(path, resolver.sum(left, try source(right)))
        case .difference(let left, let right):
            let left = try source(left)
            return .set(path, resolver.difference(left, try source(right)))
        default: return .set(path, try source(syntax))
        }
    }

    private mutating func source(
        _ syntax: ExpressionSyntax
    ) throws(ExpressionError) -> Update.Source {
        switch syntax {
        case .path(let path): return .path(path)
        case .call(let call):
            resolver.countOperator()
            guard call.name == "list_append" else { throw .unrecognized(call) }
            guard call.arguments.count == 2 else {
                throw ExpressionError(
                    message: "Incorrect number of operands for operator or function; operator or "
                        + "function: list_append, number of operands: \(call.arguments.count)")
            }
            let first = try source(call.arguments[0])
            return resolver.listAppend(first, try source(call.arguments[1]))
        case .isType:
            throw ExpressionError(message: "IS operator is not supported in update expressions")
        case .missing:
            throw ExpressionError(message: "MISSING must be compared using IS operator")
        default:
            if let value = try value(syntax) { return .value(value) }
            throw ExpressionError(message: "Unsupported operator in Update Expression")
        }
    }

    /// `SET a = set_add(a, <<…>>)`: what is added to the set that `a` holds, or taken out of it.
    private enum SetFunction: String {
        case add = "set_add"
        case delete = "set_delete"
    }

    private func members(
        of call: CallSyntax, _ function: SetFunction, _ path: AttributePath
    ) throws(ExpressionError) -> Value {
        let name = function.rawValue.uppercased()
        guard call.arguments.count == 2 else {
            throw ExpressionError(
                message: "\(name) must have exactly two arguments at \(call.place)")
        }
        guard case .path(let first) = call.arguments[0], first == path else {
            throw ExpressionError(
                message: "The first argument to \(name) must equal the assignment value at "
                    + "\(call.place)")
        }
        if let members = try value(call.arguments[1]) {
            switch members {
            case .stringSet, .numberSet, .binarySet: return members
            default: break
            }
        }
        throw ExpressionError(
            message: "The second argument to \(name) must be a value with type SET at "
                + "\(call.argumentPlace ?? call.place)")
    }
}
