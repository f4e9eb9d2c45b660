import Expressions
import Model
import Values

/// Reads the parameters that are conditions on items: Expected, QueryFilter and ScanFilter, with the
/// ConditionalOperator that joins what they say of several attributes.
enum LegacyConditions {
    /// The condition of whichever of them a request has; `nil` when it has none, or an empty one.
    static func read(_ request: RequestReader) throws(WireError) -> Condition? {
        let parameter = [Parameter.expected, .queryFilter, .scanFilter].first(where: request.has)
        guard let parameter, let map = try LegacyMap(parameter, of: request) else {
            try checkOperator(of: request, joining: 0)
            return nil
        }
        try checkOperator(of: request, joining: map.members.count)
        var conditions: [Condition] = []
        var operandCount = 0
        for (name, member) in map.members {
            let comparison =
                parameter === Parameter.expected
                ? try LegacyExpectation.read(member, of: name) : try LegacyComparison(member)
            operandCount += 1 + comparison.values.count
            try LegacyMap.check(operandCount, of: parameter)
            conditions.append(comparison.name.condition(on: name, comparison.values))
        }
        if conditions.count < 2 { return conditions.first }
        return request.string(.conditionalOperator) == "OR" ? .any(conditions) : .all(conditions)
    }

    private static func checkOperator(
        of request: RequestReader, joining count: Int
    ) throws(WireError) {
        guard request.has(.conditionalOperator), count < 2 else { return }
        throw .validation(
            count == 0
                ? "ConditionalOperator cannot be used without Filter or Expected"
                : "ConditionalOperator can only be used when Filter or Expected has two or more "
                    + "elements")
    }
}
