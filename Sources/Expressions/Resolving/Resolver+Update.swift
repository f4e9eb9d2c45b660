import Values

extension Resolver {
    /// The whole update is one piece: DynamoDB judges its paths before its operands.
    mutating func update(_ syntax: UpdateSyntax) -> Update {
        let actions = syntax.actions.map { action($0) }
        let ids = syntax.ids.map { onceID($0) }
        if actions.count > 1 { checkDistinct(actions.map(\.path)) }
        checkFresh(actions)
        diagnostics.closePiece()
        let once = ids.first ?? nil
        return Update(
            actions: actions, once: once,
            onceDigest: once == nil ? nil : Update.digest(of: actions))
    }

    private mutating func action(_ syntax: ActionSyntax) -> Update.Action {
        let path = self.path(syntax.path)
        switch syntax {
        case .set(_, let assignment): return .set(path, source(assignment))
        case .remove: return .remove(path)
        case .add(_, let key):
            guard let value = value(key) else { return .remove(path) }
            switch value.kind {
            case .number, .stringSet, .numberSet, .binarySet: break
            default: noteClauseOperand(.add, value)
            }
            return .add(path, value)
        case .delete(_, let key):
            guard let value = value(key) else { return .remove(path) }
            switch value.kind {
            case .stringSet, .numberSet, .binarySet: break
            default: noteClauseOperand(.delete, value)
            }
            return .delete(path, value)
        case .observe(_, let key): return observe(key, path)
        case .merge(_, let key): return merge(key, path)
        }
    }

    private mutating func onceID(_ key: Text) -> OnceID? {
        guard let value = value(key) else { return nil }
        if let id = OnceID(value) { return id }
        if KeyValue(value) == nil {
            noteClauseOperand(.once, value)
        } else {
            diagnostics.note(
                .clauseOperand,
                "The id after ONCE must have \(ExpressionLimits.onceIDBytes.lowerBound) to "
                    + "\(ExpressionLimits.onceIDBytes.upperBound) bytes; id size: \(value.size)")
        }
        return nil
    }

    /// Refuses `fresh` of a path of which this update changes no sketch: it would always be 0.
    private mutating func checkFresh(_ actions: [Update.Action]) {
        for action in actions {
            guard case .set(let source) = action.effect else { continue }
            for path in source.freshPaths where !isObserved(path, by: actions) {
                diagnostics.note(
                    .unobservedPath,
                    "The function needs a path that OBSERVE or MERGE updates in the same "
                        + "expression; function: \(Function.fresh.rawValue), "
                        + "path: \(path.bracketed)")
            }
        }
    }

    private func isObserved(_ path: AttributePath, by actions: [Update.Action]) -> Bool {
        actions.contains { action in
            if case .observe = action.effect { action.path == path } else { false }
        }
    }

    mutating func noteClauseOperand(_ clause: Clause, _ value: Value) {
        diagnostics.note(
            .clauseOperand,
            "Incorrect operand type for operator or function; "
                + "operator: \(clause.rawValue), operand type: \(value.kind.longName)")
    }

    private mutating func source(_ syntax: AssignmentSyntax) -> Update.Source {
        switch syntax {
        case .operand(let operand): return source(operand)
        case .sum(let left, let right):
            let operands = (source(left), source(right))
            return sum(operands.0, operands.1)
        case .difference(let left, let right):
            let operands = (source(left), source(right))
            return difference(operands.0, operands.1)
        }
    }

    private mutating func source(_ syntax: OperandSyntax) -> Update.Source {
        switch syntax {
        case .path(let path): return .path(self.path(path))
        // The stand-in for an undefined value must not add a complaint of its own.
        case .value(let key): return value(key).map { .value($0) } ?? .path(harmlessPath)
        case .function(let function): return call(function)
        }
    }

    private mutating func call(_ function: FunctionSyntax) -> Update.Source {
        countOperator()
        let name = function.function(in: dialect)
        switch name {
        case nil: diagnostics.note(.unknownFunction, Function.unknown(function.name))
        case let name? where !name.isOfUpdates:
            diagnostics.note(.functionOutOfPlace, name.foreign(to: kind))
        default: break
        }
        // For reasons of its own DynamoDB lets no function take list_append's result.
        for case .function(let inner) in function.arguments
        where inner.name == Function.listAppend.rawValue {
            diagnostics.note(.functionOutOfPlace, Function.misused(inner.name))
        }
        let arguments = function.arguments.map { source($0) }
        guard let name, name.isOfUpdates, checkCount(arguments.count, name) else {
            return .path(harmlessPath)
        }
        if name == .listAppend { return listAppend(arguments[0], arguments[1]) }
        guard case .path(let path) = arguments[0], case .path = function.arguments[0] else {
            diagnostics.note(.operandType, Function.needsPath(name))
            return .path(harmlessPath)
        }
        return name == .fresh ? .fresh(path) : .ifNotExists(path, arguments[1])
    }

    private var harmlessPath: AttributePath { AttributePath(root: "") }

    mutating func checkOperands(
        _ operands: [Update.Source], of operation: String, are kind: ValueKind
    ) {
        for operand in operands {
            switch operand {
            case .value(let value) where value.kind != kind:
                noteType(value.kind.rawValue, of: operation)
            case .fresh where kind != .number:
                noteType(ValueKind.number.rawValue, of: operation)
            default: break
            }
        }
    }
}

extension Update.Source {
    /// The paths that it asks `fresh` about.
    fileprivate var freshPaths: [AttributePath] {
        switch self {
        case .fresh(let path): [path]
        case .path, .value: []
        case .ifNotExists(_, let other): other.freshPaths
        case .listAppend(let left, let right), .sum(let left, let right),
            .difference(let left, let right):
            left.freshPaths + right.freshPaths
        }
    }
}
