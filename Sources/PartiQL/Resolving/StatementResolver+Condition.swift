import Expressions
import Values

/// Conditions, each comparison and each call a piece that is judged before the next.
extension StatementResolver {
    mutating func condition(_ syntax: ExpressionSyntax) throws(ExpressionError) -> Condition {
        switch syntax {
        case .all(let members): return .all(try conditions(members))
        case .any(let members): return .any(try conditions(members))
        case .not(let inner):
            resolver.countOperator()
            return .not(try condition(inner))
        default:
            resolver.countOperator()
            let condition = try predicate(syntax)
            resolver.closePiece()
            return condition
        }
    }

    private mutating func conditions(
        _ members: [ExpressionSyntax]
    ) throws(ExpressionError) -> [Condition] {
        var conditions: [Condition] = []
        conditions.reserveCapacity(members.count)
        for member in members {
            if !conditions.isEmpty { resolver.countOperator() }
            conditions.append(try condition(member))
        }
        return conditions
    }

    private mutating func predicate(
        _ syntax: ExpressionSyntax
    ) throws(ExpressionError) -> Condition {
        switch syntax {
        case .comparison(let left, let comparator, let right):
            if let test = try comparison(of: left, comparator, with: right) { return test }
            let left = try operand(left)
            return resolver.comparison(left, comparator, try operand(right))
        case .between(let value, let lower, let upper):
            let value = try operand(value)
            let lower = try operand(lower)
            return resolver.between(value, lower, try operand(upper))
        case .among(let value, let list):
            let value = try operand(value)
            var members: [Operand] = []
            members.reserveCapacity(list.count)
            for member in list { members.append(try operand(member)) }
            return resolver.among(value, members)
        case .isType(let value, let type): return try test(value, isOf: type)
        case .call(let call):
            guard let test = try test(call) else { throw .unrecognized(call) }
            return test
        default:
            throw ExpressionError(
                message: "WHERE clause must contain an expression that resolves to a boolean")
        }
    }

    /// `attribute_exists(a) = true`: what is true or false may be compared with that.
    private mutating func comparison(
        of left: ExpressionSyntax, _ comparator: Comparator, with right: ExpressionSyntax
    ) throws(ExpressionError) -> Condition? {
        if comparator.comparesOrder { return nil }
        for (asked, constant) in [(left, right), (right, left)] {
            guard case .boolean(let wanted)? = try value(constant), let test = try truth(of: asked)
            else { continue }
            return wanted == (comparator == .equal) ? test : .not(test)
        }
        return nil
    }

    /// The condition that an expression is; `nil` for what is a value.
    private mutating func truth(
        of syntax: ExpressionSyntax
    ) throws(ExpressionError) -> Condition? {
        switch syntax {
        case .call(let call): try test(call)
        case .all, .any, .not, .comparison, .between, .among, .isType: try condition(syntax)
        default: nil
        }
    }

    private mutating func test(_ call: CallSyntax) throws(ExpressionError) -> Condition? {
        guard call.name != "size" else { return nil }
        return resolver.test(called: call.name, try arguments(of: call))
    }

    private mutating func test(
        _ syntax: ExpressionSyntax, isOf type: TypeSyntax
    ) throws(ExpressionError) -> Condition {
        let value = try operand(syntax)
        switch type {
        case .kind(let kind): return .hasType(value, kind)
        case .missing:
            guard case .path(let path) = value else {
                throw ExpressionError(
                    message: "The left hand side argument to IS must be a Variable Reference, "
                        + "Literal, or Path")
            }
            return .notExists(path)
        case .foreign(let name):
            throw ExpressionError(
                message: "Unsupported data type for IS operator: \(name). Supported data types are "
                    + "[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]")
        }
    }

    /// An operand of an operator or function.
    private mutating func operand(_ syntax: ExpressionSyntax) throws(ExpressionError) -> Operand {
        switch syntax {
        case .path(let path): return .path(path)
        case .call(let call):
            guard let measure = resolver.measure(called: call.name, try arguments(of: call)) else {
                throw .unrecognized(call)
            }
            return measure
        case .missing:
            throw ExpressionError(message: "MISSING must be compared using IS operator")
        case .sum: throw .unsupportedOperator("+")
        case .difference: throw .unsupportedOperator("-")
        default:
            if let value = try value(syntax) { return .value(value) }
            throw ExpressionError(message: "Unsupported token in expression")
        }
    }

    private mutating func arguments(of call: CallSyntax) throws(ExpressionError) -> [Operand] {
        var arguments: [Operand] = []
        for argument in call.arguments { arguments.append(try operand(argument)) }
        return arguments
    }
}

extension ExpressionError {
    static func unrecognized(_ call: CallSyntax) -> ExpressionError {
        ExpressionError(message: "Unrecognized function: \(call.name) at \(call.place)")
    }

    fileprivate static func unsupportedOperator(_ sign: String) -> ExpressionError {
        ExpressionError(
            message: "Unsupported operator in Condition Expression. Operator: \(sign)")
    }
}
