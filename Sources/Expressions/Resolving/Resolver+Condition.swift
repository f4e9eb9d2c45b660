import Values

extension Resolver {
    /// Each comparison and each call is a piece: DynamoDB finishes judging one before the next.
    mutating func condition(_ syntax: ConditionSyntax) -> Condition {
        switch syntax {
        case .all(let members): return .all(members.map { condition($0) })
        case .any(let members): return .any(members.map { condition($0) })
        case .not(let inner): return .not(condition(inner))
        default:
            let condition = predicate(syntax)
            diagnostics.closePiece()
            return condition
        }
    }

    private mutating func predicate(_ syntax: ConditionSyntax) -> Condition {
        switch syntax {
        case .comparison(let leftSyntax, let comparator, let rightSyntax):
            let left = operand(leftSyntax)
            let right = operand(rightSyntax)
            return comparison(left, comparator, right)
        case .between(let operandSyntax, let lowerSyntax, let upperSyntax):
            let operand = operand(operandSyntax)
            let lower = self.operand(lowerSyntax)
            let upper = self.operand(upperSyntax)
            return between(operand, lower, upper)
        case .among(let operandSyntax, let listSyntax):
            let operand = operand(operandSyntax)
            return among(operand, listSyntax.map { self.operand($0) })
        case .function(let function): return call(function)
        case .all, .any, .not: return condition(syntax)
        }
    }

    /// An operand of an operator or function: of the functions only measures give a value.
    private mutating func operand(_ syntax: OperandSyntax) -> Operand {
        switch syntax {
        case .path(let path): return .path(self.path(path))
        case .value(let key): return .value(value(key) ?? .null)
        case .function(let function):
            guard let name = known(function) else { return .value(.null) }
            let arguments = self.arguments(of: function)
            guard name.isMeasure else {
                diagnostics.note(.functionOutOfPlace, Function.misused(function.name))
                return .value(.null)
            }
            return measure(name, of: arguments)
        }
    }

    private mutating func call(_ function: FunctionSyntax) -> Condition {
        guard let name = known(function) else { return .all([]) }
        let arguments = self.arguments(of: function)
        return test(name, of: arguments)
    }

    /// The function, if conditions have it.
    ///
    /// Its arguments are looked at in any case, for the placeholders and mistakes in them.
    private mutating func known(_ function: FunctionSyntax) -> Function? {
        guard let name = function.function(in: dialect) else {
            diagnostics.note(.unknownFunction, Function.unknown(function.name))
            _ = arguments(of: function)
            return nil
        }
        guard !name.isOfUpdates else {
            diagnostics.note(.functionOutOfPlace, name.foreign(to: kind))
            _ = arguments(of: function)
            return nil
        }
        return name
    }

    private mutating func arguments(of function: FunctionSyntax) -> [Operand] {
        function.arguments.map { operand($0) }
    }
}
