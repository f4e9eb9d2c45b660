import Values

/// What DynamoDB can refuse without an item: types of constants, counts, repeated operands.
extension Resolver {
    mutating func checkCount(_ count: Int, _ name: Function) -> Bool {
        if count == name.argumentCount { return true }
        diagnostics.note(
            .operandCount,
            "Incorrect number of operands for operator or function; operator or function: "
                + "\(name.rawValue), number of operands: \(count)")
        return false
    }

    mutating func noteType(_ type: String, of operation: String) {
        diagnostics.note(
            .operandType,
            "Incorrect operand type for operator or function; operator or function: "
                + "\(operation), operand type: \(type)")
    }

    mutating func checkDistinct(_ left: Operand, _ right: Operand, for operation: String) {
        guard case .path(let one) = left, case .path(let two) = right, one == two else { return }
        diagnostics.note(
            .repeatedOperand,
            "The first operand must be distinct from the remaining operands for this operator "
                + "or function; operator: \(operation), first operand: \(one.bracketed)")
    }

    mutating func checkOrdered(_ operands: [Operand], for operation: String) {
        for case .value(let value) in operands where KeyValue(value) == nil {
            noteType(value.kind.rawValue, of: operation)
        }
    }

    mutating func checkBounds(_ lower: Operand, _ upper: Operand) {
        guard case .value(let low) = lower, case .value(let high) = upper else { return }
        let bounds =
            "lower bound operand: AttributeValue: {\(low.shown)}, "
            + "upper bound operand: AttributeValue: {\(high.shown)}"
        if low.kind != high.kind {
            diagnostics.note(
                .operandType,
                "The BETWEEN operator requires same data type for lower and upper bounds; "
                    + bounds)
        } else if high.isLess(than: low) == true {
            diagnostics.note(
                .operandType,
                "The BETWEEN operator requires upper bound to be greater than or equal to "
                    + "lower bound; " + bounds)
        }
    }

    mutating func checkMeasurable(_ operand: Operand) {
        switch operand {
        case .path: break
        case .size, .byteSize, .estimate:
            noteType(ValueKind.number.rawValue, of: Function.size.rawValue)
        case .value(let value):
            switch value.kind {
            case .number, .boolean, .null:
                noteType(value.kind.rawValue, of: Function.size.rawValue)
            default: break
            }
        }
    }

    mutating func checkPrefix(_ operand: Operand) {
        switch operand {
        case .path: break
        case .size, .byteSize, .estimate:
            noteType(ValueKind.number.rawValue, of: Function.beginsWith.rawValue)
        case .value(let value):
            guard value.kind != .string, value.kind != .binary else { return }
            noteType(value.kind.rawValue, of: Function.beginsWith.rawValue)
        }
    }

    /// The second argument of `attribute_type`: a constant that names one of the ten types.
    mutating func typeName(_ operand: Operand) -> ValueKind {
        switch operand {
        case .path:
            noteType("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}", of: Function.attributeType.rawValue)
        case .size, .byteSize, .estimate:
            noteType(ValueKind.number.rawValue, of: Function.attributeType.rawValue)
        case .value(.string(let name)):
            if let kind = ValueKind(rawValue: name.string) { return kind }
            diagnostics.note(
                .operandType,
                "Invalid attribute type name found; type: \(name), "
                    + "valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}")
        case .value(let value):
            noteType(value.kind.rawValue, of: Function.attributeType.rawValue)
        }
        return .null
    }
}

extension Function {
    static func needsPath(_ function: Function) -> String {
        "Operator or function requires a document path; operator or function: "
            + function.rawValue
    }
}

extension Value {
    /// The constant as messages about BETWEEN show it.
    fileprivate var shown: String {
        switch self {
        case .string(let text): "S:\(text)"
        case .number(let number): "N:\(number.text)"
        case .binary(let binary): "B:\(binary.count) bytes"
        default: kind.rawValue
        }
    }
}
