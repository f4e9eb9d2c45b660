import Values

/// Picks the key tests out of a condition and refuses everything else, in DynamoDB's order.
struct KeyConditionReader {
    private(set) var tests: [KeyCondition.Test] = []

    mutating func read(_ condition: Condition) throws(ExpressionError) {
        switch condition {
        case .all(let members):
            for member in members { try read(member) }
        case .any: throw KeyConditionReader.invalidOperator("OR")
        case .not: throw KeyConditionReader.invalidOperator("NOT")
        case .among: throw KeyConditionReader.invalidOperator("IN")
        case .comparison(_, .notEqual, _): throw KeyConditionReader.invalidOperator("<>")
        case .exists: throw KeyConditionReader.invalidOperator("attribute_exists")
        case .notExists: throw KeyConditionReader.invalidOperator("attribute_not_exists")
        case .hasType: throw KeyConditionReader.invalidOperator("attribute_type")
        case .contains: throw KeyConditionReader.invalidOperator("contains")
        case .comparison(let left, let comparator, let right):
            try readComparison(left, comparator, right)
        case .between(let operand, let lower, let upper):
            try requireAttribute(first: operand, of: "BETWEEN")
            let (name, values) = try attribute(and: [operand, lower, upper])
            try add(name, .between(values[0], values[1]))
        case .beginsWith(let operand, let prefix):
            try requireAttribute(first: operand, of: "begins_with")
            let (name, values) = try attribute(and: [operand, prefix])
            try add(name, .beginsWith(values[0]))
        }
    }

    private mutating func readComparison(
        _ left: Operand, _ comparator: Comparator, _ right: Operand
    ) throws(ExpressionError) {
        let (name, values) = try attribute(and: [left, right])
        let value = values[0]
        let isMirrored = if case .value = left { true } else { false }
        switch isMirrored ? comparator.mirrored : comparator {
        case .equal: try add(name, .equal(value))
        case .less: try add(name, .less(value))
        case .lessOrEqual: try add(name, .lessOrEqual(value))
        case .greater: try add(name, .greater(value))
        case .greaterOrEqual: try add(name, .greaterOrEqual(value))
        case .notEqual: throw KeyConditionReader.invalidOperator("<>")
        }
    }

    private mutating func add(
        _ name: Text, _ comparison: KeyCondition.Test.Comparison
    ) throws(ExpressionError) {
        guard !tests.contains(where: { $0.name == name }) else {
            throw ExpressionError(
                message: "Invalid KeyConditionExpression: KeyConditionExpressions must only "
                    + "contain one condition per key")
        }
        tests.append(KeyCondition.Test(name: name, comparison: comparison))
    }

    /// The one attribute among the operands and the constants beside it, in their order.
    private func attribute(
        and operands: [Operand]
    ) throws(ExpressionError) -> (name: Text, values: [Value]) {
        var name: Text?
        var values: [Value] = []
        for operand in operands {
            switch operand {
            case .path(let path):
                guard name == nil else {
                    throw KeyConditionReader.invalidCondition(
                        "Multiple attribute names used in one condition")
                }
                guard path.isTopLevel else {
                    throw ExpressionError(
                        message: "KeyConditionExpressions cannot have conditions on nested "
                            + "attributes")
                }
                name = path.root
            case .value(let value): values.append(value)
            case .size, .byteSize, .estimate:
                throw ExpressionError(
                    message: "KeyConditionExpressions cannot contain nested operations")
            }
        }
        guard let name else {
            throw KeyConditionReader.invalidCondition("No key attribute specified")
        }
        return (name, values)
    }

    private func requireAttribute(
        first operand: Operand, of operation: String
    ) throws(ExpressionError) {
        guard case .path = operand else {
            throw KeyConditionReader.invalidCondition(
                "\(operation) operator must have the key attribute as its first operand")
        }
    }

    private static func invalidOperator(_ symbol: String) -> ExpressionError {
        ExpressionError(message: "Invalid operator used in KeyConditionExpression: \(symbol)")
    }

    private static func invalidCondition(_ reason: String) -> ExpressionError {
        ExpressionError(message: "Invalid condition in KeyConditionExpression: \(reason)")
    }
}
