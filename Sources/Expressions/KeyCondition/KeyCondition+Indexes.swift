package import Values

/// What a query wants of an index, whose key may have several partition and several sort attributes.
package struct IndexKeyRange: Hashable, Sendable {
    /// A value for each partition attribute.
    package let partition: [KeyValue]
    /// Values that the first sort attributes must equal; there may be none.
    package let prefix: [KeyValue]
    /// What the sort attribute behind those must satisfy; `all` where there is none, or no test of it.
    package let rest: SortRange
}

extension KeyCondition {
    /// Matches the tests with the key of an index and checks the constants' types and sizes.
    ///
    /// Each partition attribute needs an equality. The tests of sort attributes leave none out from the
    /// left, and all but the last are equalities.
    package func resolve(
        partition: [KeyAttribute], sort: [KeyAttribute]
    ) throws(ExpressionError) -> IndexKeyRange {
        if partition.count == 1, sort.count < 2 {
            let schema = KeySchema(partition: partition[0], sort: sort.first)
            let (value, range) = try resolve(with: schema)
            return IndexKeyRange(partition: [value], prefix: [], rest: range)
        }
        let known = (partition + sort).map(\.name)
        guard tests.allSatisfy({ known.contains($0.name) }) else { throw .unsupportedKeyCondition }
        return IndexKeyRange(
            partition: try equalities(of: partition), prefix: try prefix(of: sort),
            rest: try rest(of: sort))
    }

    private func equalities(
        of partition: [KeyAttribute]
    ) throws(ExpressionError) -> [KeyValue] {
        let others = partition.filter { !hasEquality(on: $0) }.map(\.name.string)
        guard others.isEmpty else {
            throw ExpressionError(
                message: "HASH key attributes \(others.joined(separator: ", ")) must have equality "
                    + "conditions specified in the query")
        }
        return try values(of: partition, bytesMax: ValueLimits.partitionKeyBytesMax)
    }

    /// The values of the sort attributes before the last one that is tested.
    private func prefix(of sort: [KeyAttribute]) throws(ExpressionError) -> [KeyValue] {
        guard let last = lastTested(of: sort) else { return [] }
        let before = Array(sort[..<last])
        let others = before.filter { !hasEquality(on: $0) }.map(\.name.string)
        guard others.isEmpty else {
            throw ExpressionError(
                message:
                    "RANGE key attributes \(others.joined(separator: ", ")) must have equality "
                    + "conditions specified in the query because a condition is present on key "
                    + "attribute \(sort[last].name)")
        }
        return try values(of: before, bytesMax: ValueLimits.sortKeyBytesMax)
    }

    private func rest(of sort: [KeyAttribute]) throws(ExpressionError) -> SortRange {
        guard let last = lastTested(of: sort), let test = test(on: sort[last]) else { return .all }
        return try test.range(of: sort[last], bytesMax: ValueLimits.sortKeyBytesMax)
    }

    private func lastTested(of sort: [KeyAttribute]) -> Int? {
        sort.lastIndex { test(on: $0) != nil }
    }

    private func test(on attribute: KeyAttribute) -> Test? {
        tests.first { $0.name == attribute.name }
    }

    private func hasEquality(on attribute: KeyAttribute) -> Bool {
        if case .equal? = test(on: attribute)?.comparison { true } else { false }
    }

    private func values(
        of attributes: [KeyAttribute], bytesMax: Int
    ) throws(ExpressionError) -> [KeyValue] {
        var values: [KeyValue] = []
        for attribute in attributes {
            guard case .equal(let value)? = test(on: attribute)?.comparison else { continue }
            values.append(try attribute.key(value, bytesMax: bytesMax))
        }
        return values
    }
}
