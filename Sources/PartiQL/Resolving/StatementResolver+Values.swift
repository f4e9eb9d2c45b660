import Expressions
import Values

/// Literals and parameters.
extension StatementResolver {
    /// The value that an expression is without any item; `nil` for paths, calls and operators.
    func value(_ syntax: ExpressionSyntax) throws(ExpressionError) -> Value? {
        switch syntax {
        case .value(let value): return value
        case .parameter(let index): return parameters[index]
        case .list(let elements):
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try required(element)) }
            return try shallow(.list(values))
        case .map(let members): return try map(members)
        case .bag(let elements): return try set(elements)
        default: return nil
        }
    }

    func map(_ members: [MemberSyntax]) throws(ExpressionError) -> Value {
        var entries: [AttributeMap.Entry] = []
        entries.reserveCapacity(members.count)
        for member in members {
            entries.append(
                AttributeMap.Entry(name: member.name, value: try required(member.value)))
        }
        guard let map = AttributeMap(uniqueEntries: entries) else {
            throw ExpressionError(message: "Duplicate keys in tuple")
        }
        return try shallow(.map(map))
    }

    /// A value inside a literal.
    private func required(_ syntax: ExpressionSyntax) throws(ExpressionError) -> Value {
        if let value = try value(syntax) { return value }
        switch syntax {
        case .call(let call):
            throw ExpressionError(
                message: "Unsupported data type: \(call.name) under key root at \(call.place)")
        case .missing:
            throw ExpressionError(message: "Unsupported data type: MISSING under key root")
        default:
            throw ExpressionError(message: "Unsupported data type under key root")
        }
    }

    /// Refuses what parameters have made too deep.
    private func shallow(_ value: Value) throws(ExpressionError) -> Value {
        guard value.depth <= ExpressionLimits.itemDepthMax else { throw .tooDeep }
        return value
    }

    private func set(_ elements: [ExpressionSyntax]) throws(ExpressionError) -> Value {
        var strings: [Text] = []
        var numbers: [Number] = []
        var binaries: [Binary] = []
        for element in elements {
            switch try required(element) {
            case .string(let text): strings.append(text)
            case .number(let number): numbers.append(number)
            case .binary(let binary): binaries.append(binary)
            default: throw .unsupportedMember
            }
        }
        switch elements.count {
        case strings.count:
            if let set = SortedSet(unique: strings) { return .stringSet(set) }
            throw .duplicates(strings.map(\.string))
        case numbers.count:
            if let set = SortedSet(unique: numbers) { return .numberSet(set) }
            throw .duplicates(numbers.map(\.text))
        case binaries.count:
            if let set = SortedSet(unique: binaries) { return .binarySet(set) }
            throw .duplicates([])
        default: throw .unsupportedMember
        }
    }
}

extension ExpressionError {
    fileprivate static let unsupportedMember = ExpressionError(
        message: "Unsupported data type in Bag. DynamoDB only supports either numbers or strings "
            + "in bags")

    fileprivate static func duplicates(_ members: [String]) -> ExpressionError {
        ExpressionError(
            message: "One or more parameter values were invalid: Input collection "
                + "[\(members.joined(separator: ", "))] contains duplicates.")
    }
}
