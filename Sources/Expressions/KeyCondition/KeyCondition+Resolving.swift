package import Values

extension KeyCondition {
    /// Matches the tests with the key of a table or index and checks the constants' types and
    /// sizes.
    package func resolve(
        with schema: KeySchema
    ) throws(ExpressionError) -> (partition: KeyValue, sort: SortRange) {
        let countMax = schema.sort == nil ? 1 : 2
        if tests.count > 2 {
            throw ExpressionError(
                message: "The number of query conditions (\(tests.count)) exceeds the number of "
                    + "key attributes defined in the schema (\(countMax))")
        }
        if schema.sort == nil, tests.count > 1 { throw .unsupportedKeyCondition }
        let partition = try test(of: schema.partition).range(
            of: schema.partition, bytesMax: ValueLimits.partitionKeyBytesMax)
        guard case .equal(let value) = partition else { throw .unsupportedKeyCondition }
        guard tests.count > 1, let sort = schema.sort else { return (value, .all) }
        let range = try test(of: sort).range(of: sort, bytesMax: ValueLimits.sortKeyBytesMax)
        return (value, range)
    }

    private func test(of attribute: KeyAttribute) throws(ExpressionError) -> Test {
        guard let test = tests.first(where: { $0.name == attribute.name }) else {
            throw ExpressionError(
                message: "Query condition missed key schema element: \(attribute.name)")
        }
        return test
    }
}

extension KeyCondition.Test {
    func range(
        of attribute: KeyAttribute, bytesMax: Int
    ) throws(ExpressionError) -> SortRange {
        func key(_ value: Value) throws(ExpressionError) -> KeyValue {
            try attribute.key(value, bytesMax: bytesMax)
        }
        switch comparison {
        case .equal(let value): return .equal(try key(value))
        case .less(let value): return .less(try key(value))
        case .lessOrEqual(let value): return .lessOrEqual(try key(value))
        case .greater(let value): return .greater(try key(value))
        case .greaterOrEqual(let value): return .greaterOrEqual(try key(value))
        case .between(let lower, let upper): return .between(try key(lower), try key(upper))
        case .beginsWith(let value): return .beginsWith(try key(value))
        case .unindexable:
            throw ExpressionError(
                message: "Attempted conditional constraint is not an indexable operation")
        }
    }
}

extension KeyAttribute {
    /// The constant as a value of this attribute, of its type and within its bounds.
    func key(_ value: Value, bytesMax: Int) throws(ExpressionError) -> KeyValue {
        guard let key = KeyValue(value), key.type == type else {
            throw ExpressionError(
                message: "One or more parameter values were invalid: "
                    + "Condition parameter type does not match schema type")
        }
        switch key {
        case .number: return key
        case .string(let text): try check(size: text.utf8Count, bytesMax: bytesMax)
        case .binary(let binary): try check(size: binary.count, bytesMax: bytesMax)
        }
        return key
    }

    private func check(size: Int, bytesMax: Int) throws(ExpressionError) {
        guard size > 0 else {
            let type = type == .string ? "string" : "binary"
            throw ExpressionError(
                message: "One or more parameter values are not valid. The AttributeValue for a "
                    + "key attribute cannot contain an empty \(type) value. Key: \(name)")
        }
        guard size > bytesMax else { return }
        // DynamoDB's sentences, missing blank included.
        throw ExpressionError(
            message: "One or more parameter values were invalid: "
                + (bytesMax == ValueLimits.partitionKeyBytesMax
                    ? "Size of hashkey has exceeded the maximum size limit of\(bytesMax) bytes"
                    : "Aggregated size of all range keys has exceeded the size limit of "
                        + "\(bytesMax) bytes"))
    }
}

extension ExpressionError {
    static let unsupportedCount = ExpressionError(
        message: "Conditions can be of length 1 or 2 only")
    static let unsupportedKeyCondition = ExpressionError(
        message: "Query key condition not supported")
}
