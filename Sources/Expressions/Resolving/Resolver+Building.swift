import Values

/// Conditions out of operands that are resolved, judged as DynamoDB judges them: for expressions, and
/// for statements.
extension Resolver {
    package mutating func comparison(
        _ left: Operand, _ comparator: Comparator, _ right: Operand
    ) -> Condition {
        checkDistinct(left, right, for: comparator.symbol)
        if comparator.comparesOrder { checkOrdered([left, right], for: comparator.symbol) }
        return .comparison(left, comparator, right)
    }

    package mutating func between(
        _ operand: Operand, _ lower: Operand, _ upper: Operand
    ) -> Condition {
        checkOrdered([operand, lower, upper], for: "BETWEEN")
        checkBounds(lower, upper)
        return .between(operand, lower: lower, upper: upper)
    }

    package mutating func among(_ operand: Operand, _ list: [Operand]) -> Condition {
        if list.count > ExpressionLimits.operandsOfInMax {
            diagnostics.note(
                .operandsOfIn,
                "The IN operator is provided with too many operands; "
                    + "number of operands: \(list.count)")
        }
        return .among(operand, list)
    }

    /// A function that gives conditions a number.
    mutating func measure(_ name: Function, of arguments: [Operand]) -> Operand {
        guard checkCount(arguments.count, name) else { return .value(.null) }
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

    /// A function that is true or false.
    mutating func test(_ name: Function, of arguments: [Operand]) -> Condition {
        let harmless = Condition.all([])
        if name.isMeasure {
            diagnostics.note(.functionOutOfPlace, Function.misused(name.rawValue))
            return harmless
        }
        guard checkCount(arguments.count, name) else { return harmless }
        if arguments.count == 2 { checkDistinct(arguments[0], arguments[1], for: name.rawValue) }
        switch name {
        case .attributeExists, .attributeNotExists:
            guard case .path(let path) = arguments[0] else {
                diagnostics.note(.operandType, Function.needsPath(name))
                return harmless
            }
            return name == .attributeExists ? .exists(path) : .notExists(path)
        case .attributeType: return .hasType(arguments[0], typeName(arguments[1]))
        case .beginsWith:
            for argument in arguments { checkPrefix(argument) }
            return .beginsWith(arguments[0], arguments[1])
        case .contains: return .contains(arguments[0], arguments[1])
        case .size, .ifNotExists, .listAppend, .estimate, .fresh: return harmless
        }
    }
}

extension Resolver {
    /// The condition that a call is, whose name is known in any case of its letters; `nil` where no
    /// function of that name is true or false.
    package mutating func test(
        called name: String, _ arguments: [Operand]
    ) -> Condition? {
        guard let function = Function(name, in: dialect), !function.isOfUpdates else { return nil }
        return test(function, of: arguments)
    }

    /// The number that a call gives; `nil` where no function of that name gives one.
    package mutating func measure(
        called name: String, _ arguments: [Operand]
    ) -> Operand? {
        guard let function = Function(name, in: dialect), function.isMeasure else { return nil }
        return measure(function, of: arguments)
    }

    /// Ends a piece of a statement: of several that are wrong the first one is complained about.
    package mutating func closePiece() {
        diagnostics.closePiece()
    }
}

/// The same for updates.
extension Resolver {
    package mutating func sum(_ left: Update.Source, _ right: Update.Source) -> Update.Source {
        checkOperands([left, right], of: "+", are: .number)
        return .sum(left, right)
    }

    package mutating func difference(
        _ left: Update.Source, _ right: Update.Source
    ) -> Update.Source {
        checkOperands([left, right], of: "-", are: .number)
        return .difference(left, right)
    }

    package mutating func listAppend(
        _ left: Update.Source, _ right: Update.Source
    ) -> Update.Source {
        for case .listAppend in [left, right] {
            diagnostics.note(
                .functionOutOfPlace, Function.misused(Function.listAppend.rawValue))
        }
        checkOperands([left, right], of: Function.listAppend.rawValue, are: .list)
        return .listAppend(left, right)
    }

    /// The whole of an update that has no id.
    package mutating func update(_ actions: [Update.Action]) -> Update {
        if actions.count > 1 { checkDistinct(actions.map(\.path)) }
        diagnostics.closePiece()
        return Update(actions: actions)
    }
}
