package import Values

/// A condition or filter with its placeholders resolved: a value of its own that needs nothing
/// but the item it is asked about.
package indirect enum Condition: Hashable, Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case comparison(Operand, Comparator, Operand)
    case between(Operand, lower: Operand, upper: Operand)
    case among(Operand, [Operand])
    case exists(AttributePath)
    case notExists(AttributePath)
    case hasType(Operand, ValueKind)
    case beginsWith(Operand, Operand)
    case contains(Operand, Operand)
}

/// Which parameter a condition came in.
package enum ConditionRole: Sendable {
    case condition
    case filter
}

extension Condition {
    /// Reads a ConditionExpression or FilterExpression and marks the placeholders it mentions.
    package static func parse(
        _ text: Text, as role: ConditionRole, in dialect: Dialect,
        with placeholders: inout Placeholders
    ) throws(ExpressionError) -> Condition {
        let cache = role == .condition ? conditions : filters
        return try Resolver.resolve(
            try cache.parse(text, in: dialect), in: dialect, with: &placeholders
        ) { $0.condition($1) }
    }

    private static let conditions = SyntaxCache(.condition) {
        (parser) throws(ExpressionError) in try parser.parseCondition()
    }
    private static let filters = SyntaxCache(.filter) {
        (parser) throws(ExpressionError) in try parser.parseCondition()
    }

    /// Every path it mentions, in the order of the text.
    package var paths: [AttributePath] {
        switch self {
        case .all(let members), .any(let members): members.flatMap(\.paths)
        case .not(let inner): inner.paths
        case .comparison(let left, _, let right): left.paths + right.paths
        case .between(let operand, let lower, let upper):
            operand.paths + lower.paths + upper.paths
        case .among(let operand, let list): operand.paths + list.flatMap(\.paths)
        case .exists(let path), .notExists(let path): [path]
        case .hasType(let operand, _): operand.paths
        case .beginsWith(let left, let right), .contains(let left, let right):
            left.paths + right.paths
        }
    }

    /// The attributes it mentions; a Query's filter may not mention the key's.
    package var rootNames: Set<Text> { Set(paths.map(\.root)) }
}
