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
            checkDistinct(left, right, for: comparator.symbol)
            if comparator.comparesOrder { checkOrdered([left, right], for: comparator.symbol) }
            return .comparison(left, comparator, right)
        case .between(let operandSyntax, let lowerSyntax, let upperSyntax):
            let operand = operand(operandSyntax)
            let lower = self.operand(lowerSyntax)
            let upper = self.operand(upperSyntax)
            checkOrdered([operand, lower, upper], for: "BETWEEN")
            checkBounds(lower, upper)
            return .between(operand, lower: lower, upper: upper)
        case .among(let operandSyntax, let listSyntax):
            if listSyntax.count > ExpressionLimits.operandsOfInMax {
                diagnostics.note(
                    .operandsOfIn,
                    "The IN operator is provided with too many operands; "
                        + "number of operands: \(listSyntax.count)")
            }
            let operand = operand(operandSyntax)
            return .among(operand, listSyntax.map { self.operand($0) })
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
            guard checkCount(function, name) else { return .value(.null) }
            if name == .size {
                checkMeasurable(arguments[0])
                return .size(arguments[0])
            }
            guard case .path(let path) = arguments[0] else {
                diagnostics.note(.operandType, Function.needsPath(name))
                return .value(.null)
            }
            return .estimate(path)
        }
    }

    private mutating func call(_ function: FunctionSyntax) -> Condition {
        let harmless = Condition.all([])
        guard let name = known(function) else { return harmless }
        if name == .attributeExists || name == .attributeNotExists, function.arguments.count == 1 {
            return existence(name, of: operand(function.arguments[0]))
        }
        let arguments = self.arguments(of: function)
        if name.isMeasure {
            diagnostics.note(.functionOutOfPlace, Function.misused(function.name))
            return harmless
        }
        guard checkCount(function, name) else { return harmless }
        if arguments.count == 2 { checkDistinct(arguments[0], arguments[1], for: function.name) }
        switch name {
        case .attributeType: return .hasType(arguments[0], typeName(arguments[1]))
        case .beginsWith:
            for argument in arguments { checkPrefix(argument) }
            return .beginsWith(arguments[0], arguments[1])
        case .contains: return .contains(arguments[0], arguments[1])
        case .attributeExists, .attributeNotExists, .size, .ifNotExists, .listAppend, .estimate,
            .fresh:
            return harmless
        }
    }

    private mutating func existence(_ name: Function, of operand: Operand) -> Condition {
        guard case .path(let path) = operand else {
            diagnostics.note(.operandType, Function.needsPath(name))
            return .all([])
        }
        return name == .attributeExists ? .exists(path) : .notExists(path)
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
