import Expressions
import Model
import PartiQL
import Values

/// Takes the condition of a SELECT apart into queries.
struct SelectPlanner {
    /// The key of the table or index that is read.
    let schema: KeySchema

    /// One of the conditions that an OR joins, with what it says about the key.
    private struct Branch {
        let whole: Condition
        let partitions: [Value]
        let sort: KeyCondition.Test?
        /// What is left to be filtered.
        let rest: [Condition]
        /// Whether what is left is about the sort key too.
        let filtersSort: Bool
    }

    /// A branch's part that lies in one partition.
    private struct Part {
        let branch: Branch
        let sort: SortRange
    }

    /// The queries that together find what the condition demands; `nil` where a partition is not named.
    func queries(_ condition: Condition) throws(WireError) -> [PartitionRead]? {
        let alternatives: [Condition] =
            if case .any(let members) = condition { members } else { [condition] }
        var branches: [Branch] = []
        for alternative in alternatives {
            guard let branch = branch(alternative) else { return nil }
            branches.append(branch)
        }
        var partitions: [KeyValue] = []
        var parts: [KeyValue: [Part]] = [:]
        for branch in branches {
            for value in branch.partitions {
                let (partition, sort) = try resolve(value, branch.sort)
                if parts[partition] == nil { partitions.append(partition) }
                // A partition that one IN names twice is read once.
                if parts[partition]?.last?.branch.whole == branch.whole { continue }
                parts[partition, default: []].append(Part(branch: branch, sort: sort))
            }
        }
        var queries: [PartitionRead] = []
        for partition in partitions {
            queries += try self.queries(of: partition, parts[partition] ?? [])
        }
        guard queries.count <= DynamoDBLimits.statementReadsMax else {
            throw .validation("Too many decomposed read operations for a given query.")
        }
        return queries
    }

    private func branch(_ condition: Condition) -> Branch? {
        var partitions: [Value]?
        var sort: KeyCondition.Test?
        var rest: [Condition] = []
        for member in condition.conjuncts {
            if partitions == nil, let named = member.alternatives(of: schema.partition.name) {
                partitions = named
            } else if sort == nil, let name = schema.sort?.name, let test = member.keyTest(of: name)
            {
                sort = test
            } else {
                rest.append(member)
            }
        }
        guard let partitions else { return nil }
        return Branch(
            whole: condition, partitions: partitions, sort: sort, rest: rest,
            filtersSort: rest.contains { member in
                schema.sort.map { member.rootNames.contains($0.name) } ?? false
            })
    }

    private func resolve(
        _ partition: Value, _ sort: KeyCondition.Test?
    ) throws(WireError) -> (partition: KeyValue, sort: SortRange) {
        let test = KeyCondition.Test(name: schema.partition.name, comparison: .equal(partition))
        do throws(ExpressionError) {
            return try KeyCondition(tests: [test] + (sort.map { [$0] } ?? [])).resolve(with: schema)
        } catch {
            throw WireError(error)
        }
    }

    /// Parts that lie apart are queries of their own; others are one, whose filter is their OR.
    ///
    /// AWS refuses a range of sort keys beside a part in which they may lie too, unless that says
    /// something about the sort key that is no range.
    private func queries(
        of partition: KeyValue, _ parts: [Part]
    ) throws(WireError) -> [PartitionRead] {
        if parts.count == 1 || areApart(parts) {
            return parts.map { part in
                PartitionRead(
                    partition: partition, sort: part.sort, filter: .joined(part.branch.rest))
            }
        }
        let hasRange = parts.contains { $0.branch.sort != nil }
        if hasRange, parts.contains(where: { $0.branch.sort == nil && !$0.branch.filtersSort }) {
            throw .validation(
                "Overlapping conditions with range keys are not supported in where clause")
        }
        return [
            PartitionRead(
                partition: partition, sort: .all, filter: .any(parts.map(\.branch.whole)))
        ]
    }

    /// Whether no sort key lies in two of the parts.
    private func areApart(_ parts: [Part]) -> Bool {
        parts.indices.allSatisfy { index in
            parts[(index + 1)...].allSatisfy { $0.sort.isApart(from: parts[index].sort) }
        }
    }

    // MARK: ORDER BY

    /// The queries in the order that is asked for.
    func ordered(
        _ queries: [PartitionRead], by order: [SortOrder]
    ) throws(WireError) -> [PartitionRead] {
        if order.isEmpty { return queries }
        for entry in order { try checkKey(entry) }
        let byPartition = order.first { $0.attribute == schema.partition.name }
        let bySort = order.first { $0.attribute == schema.sort?.name }
        var ordered = queries
        if Set(queries.map(\.partition)).count > 1 {
            guard let byPartition else {
                throw .validation(
                    "Must have hash key in ORDER BY clause when more than one hash key condition "
                        + "specified in WHERE clause.")
            }
            ordered.sort { left, right in
                byPartition.isDescending
                    ? right.partition < left.partition : left.partition < right.partition
            }
        }
        if bySort?.isDescending == true {
            for index in ordered.indices { ordered[index].isReversed = true }
        }
        return ordered
    }

    /// Refuses an order by anything but the key.
    func checkKey(_ order: SortOrder) throws(WireError) {
        guard schema.isKeyAttribute(order.attribute) else {
            throw .validation(
                "Variable reference \(order.attribute) in ORDER BY clause must be part of the "
                    + "primary key")
        }
    }
}

extension SortRange {
    /// Whether no value lies in both; not found out for all ranges of which that is true.
    fileprivate func isApart(from other: SortRange) -> Bool {
        let (mine, theirs) = (bounds, other.bounds)
        return SortRange.ends(mine, before: theirs) || SortRange.ends(theirs, before: mine)
    }

    /// The values at both ends, as far as there are any, and whether they lie in it.
    private typealias Bounds = (low: KeyValue?, hasLow: Bool, high: KeyValue?, hasHigh: Bool)

    private var bounds: Bounds {
        switch self {
        case .all: (nil, false, nil, false)
        case .equal(let value): (value, true, value, true)
        case .less(let value): (nil, false, value, false)
        case .lessOrEqual(let value): (nil, false, value, true)
        case .greater(let value): (value, false, nil, false)
        case .greaterOrEqual(let value), .beginsWith(let value): (value, true, nil, false)
        case .between(let low, let high): (low, true, high, true)
        }
    }

    private static func ends(_ first: Bounds, before second: Bounds) -> Bool {
        guard let end = first.high, let start = second.low else { return false }
        return end < start || end == start && !(first.hasHigh && second.hasLow)
    }
}
