package import Values

/// A KeyConditionExpression: at most two attributes, each compared with constants, or more where the key
/// of an index has more.
///
/// Which of them is the partition key follows from the schema of the table or index.
package struct KeyCondition: Hashable, Sendable {
    /// One attribute's condition.
    package struct Test: Hashable, Sendable {
        package enum Comparison: Hashable, Sendable {
            case equal(Value)
            case less(Value)
            case lessOrEqual(Value)
            case greater(Value)
            case greaterOrEqual(Value)
            case between(Value, Value)
            case beginsWith(Value)
            /// What no key can be searched by: expressions cannot say it, KeyConditions can.
            case unindexable
        }

        package let name: Text
        package let comparison: Comparison

        package init(name: Text, comparison: Comparison) {
            self.name = name
            self.comparison = comparison
        }
    }

    package let tests: [Test]

    /// The legacy KeyConditions build it themselves; the tests are on different attributes.
    ///
    /// - Parameter countMax: how many tests there may be at most.
    package init(tests: [Test], countMax: Int = 2) throws(ExpressionError) {
        guard Set(tests.map(\.name)).count == tests.count else {
            throw ExpressionError(
                message: "KeyConditionExpressions must only contain one condition per key")
        }
        guard 1...countMax ~= tests.count else { throw .unsupportedCount }
        self.tests = tests
    }

    /// Reads a KeyConditionExpression and marks the placeholders it mentions.
    ///
    /// DynamoDB reads it with the parser of conditions and then refuses most of what that knows. How
    /// many tests there may be follows from the key.
    package static func parse(
        _ text: Text, with placeholders: inout Placeholders
    ) throws(ExpressionError) -> KeyCondition {
        let condition = try Resolver.resolve(
            try keyConditions.parse(text, in: .strict), in: .strict, with: &placeholders
        ) { $0.condition($1) }
        var reader = KeyConditionReader()
        try reader.read(condition)
        return try KeyCondition(tests: reader.tests, countMax: .max)
    }

    private static let keyConditions = SyntaxCache(.keyCondition) {
        (parser) throws(ExpressionError) in try parser.parseCondition()
    }
}
