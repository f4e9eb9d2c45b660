import Expressions
import JSON
import StreamRecords
import Values

/// An operator with its values, as Expected, QueryFilter, ScanFilter and KeyConditions give it to an
/// attribute.
struct LegacyComparison {
    let name: LegacyOperator
    let values: [Value]

    /// - Parameter values: those that were given; of a wrong number, type or order they are refused.
    init(_ name: LegacyOperator, _ values: [Value]) throws(WireError) {
        try name.check(values)
        self.name = name
        self.values = values
    }

    /// Reads a member of QueryFilter, ScanFilter or KeyConditions.
    init(_ request: RequestReader) throws(WireError) {
        let values = try LegacyComparison.values(request)
        guard let name = LegacyComparison.name(request) else {
            // The rules of the parameter require it.
            throw .validation("The parameter 'ComparisonOperator' is required")
        }
        try self.init(name, values)
    }

    /// The operator; that it is one of the thirteen has been checked.
    static func name(_ request: RequestReader) -> LegacyOperator? {
        request.string(.comparisonOperator).flatMap(LegacyOperator.init)
    }

    /// The AttributeValueList; empty when it was not given.
    static func values(_ request: RequestReader) throws(WireError) -> [Value] {
        try ValueJSON.values(from: request[.attributeValueList])
    }
}
