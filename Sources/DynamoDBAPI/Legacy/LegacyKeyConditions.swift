import Expressions
import Values

/// Reads KeyConditions: what a Query asks of the attributes of a key.
enum LegacyKeyConditions {
    /// The key condition; `nil` when the parameter was not given.
    ///
    /// - Parameter countMax: how many attributes may be asked about at most.
    static func read(
        _ request: RequestReader, countMax: Int
    ) throws(WireError) -> KeyCondition? {
        guard let map = try LegacyMap(.keyConditions, of: request) else { return nil }
        var tests: [KeyCondition.Test] = []
        for (name, member) in map.members {
            let comparison = try LegacyComparison(member)
            tests.append(
                KeyCondition.Test(
                    name: name, comparison: comparison.name.keyComparison(comparison.values)))
        }
        do throws(ExpressionError) {
            return try KeyCondition(tests: tests, countMax: countMax)
        } catch {
            throw WireError(error)
        }
    }
}
