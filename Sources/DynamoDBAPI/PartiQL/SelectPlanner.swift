import Engine
import Expressions
import Model
import PartiQL
import Values

/// Makes the condition of a SELECT into queries.
struct SelectPlanner {
    /// The key of the table or index that is read.
    let schema: KeySchema

    /// An alternative of the condition as a query of one partition.
    private struct Part {
        let query: PartitionRead
        /// The sort keys that it can find, all that it says of them taken together.
        let sortKeys: KeyRange
        let branch: KeyBranch
    }

    /// The queries that together find what the condition demands, no item in two of them, in the order
    /// that is asked for; `nil` where a partition is not named.
    func queries(
        _ condition: Condition, by order: [SortOrder] = []
    ) throws(WireError) -> [PartitionRead]? {
        guard let branches = try KeyBranches(schema: schema).branches(of: condition) else {
            return nil
        }
        var partitions: [KeyValue] = []
        var parts: [KeyValue: [Part]] = [:]
        for branch in branches {
            let part = try part(branch)
            let partition = part.query.partition
            if parts[partition] == nil { partitions.append(partition) }
            parts[partition, default: []].append(part)
        }
        let order = try SelectOrder(order, of: schema)
        try order.arrange(&partitions)
        var queries: [PartitionRead] = []
        for partition in partitions {
            queries += try self.queries(of: partition, parts[partition] ?? [], by: order)
        }
        return queries
    }

    /// The key of the one item that a condition names without saying anything else of it; `nil` for
    /// all other conditions.
    func key(_ condition: Condition) throws(WireError) -> Item? {
        guard let branches = try KeyBranches(schema: schema).branches(of: condition) else {
            return nil
        }
        if branches.count == 1 { return branches[0].key(in: schema) }
        // Refuses what no SELECT may say.
        _ = try queries(condition)
        return nil
    }

    private func part(_ branch: KeyBranch) throws(WireError) -> Part {
        let (partition, sort) = try resolve(branch.partitions[0], branch.sorts.first)
        var sortKeys = sort.keys
        for test in branch.sorts.dropFirst() {
            sortKeys = sortKeys.clamped(to: try resolve(branch.partitions[0], test).sort.keys)
        }
        // What is said twice is mostly the same; where it is not, nothing is found.
        var filter: [Condition] = []
        for value in branch.partitions.dropFirst() where value != branch.partitions[0] {
            _ = try resolve(value, nil)
            filter.append(.equals(schema.partition.name, value))
        }
        filter += branch.sorts.dropFirst().compactMap(\.condition) + branch.rest
        return Part(
            query: PartitionRead(
                partition: partition, sort: sort, filter: .joined(filter)),
            sortKeys: sortKeys, branch: branch)
    }

    /// The partition and the range that constants name, of the types and within the bounds of the key.
    func resolve(
        _ partition: Value, _ sort: KeyCondition.Test?
    ) throws(WireError) -> (partition: KeyValue, sort: SortRange) {
        let test = KeyCondition.Test(name: schema.partition.name, comparison: .equal(partition))
        try check([partition], of: schema.partition)
        if let sort, let attribute = schema.sort {
            try check(sort.comparison.values, of: attribute)
        }
        do throws(ExpressionError) {
            return try KeyCondition(tests: [test] + (sort.map { [$0] } ?? [])).resolve(with: schema)
        } catch {
            throw WireError(error)
        }
    }

    private func check(_ values: [Value], of attribute: KeyAttribute) throws(WireError) {
        for value in values {
            guard let key = KeyValue(value) else {
                throw .validation(
                    "Key value must be of type S, N, or B. Key name: \(attribute.name), "
                        + "Key type: \(value.kind.rawValue)")
            }
            guard key.type == attribute.type else { throw .keyTypeMismatch(attribute.name) }
        }
    }

    /// Parts of one partition that lie apart are queries of their own.
    ///
    /// Others are refused, as AWS refuses them, unless one of them says something about the sort key
    /// that is no range: then they are one query, whose filter is their OR.
    private func queries(
        of partition: KeyValue, _ parts: [Part], by order: SelectOrder
    ) throws(WireError) -> [PartitionRead] {
        let sorted = parts.sorted { $0.sortKeys.lower.precedes($1.sortKeys.lower) }
        if areApart(sorted.map(\.sortKeys)) {
            return order.arrange((order.concernsSort ? sorted : parts).map(\.query))
        }
        let filtersSort = parts.contains { part in
            part.branch.rest.contains { member in
                schema.sort.map { member.rootNames.contains($0.name) } ?? false
            }
        }
        guard filtersSort else {
            throw .validation(
                "Overlapping conditions with range keys are not supported in where clause")
        }
        let alternatives = parts.compactMap { Condition.joined($0.branch.members) }
        return order.arrange([
            PartitionRead(partition: partition, sort: .all, filter: .any(alternatives))
        ])
    }

    /// Whether no sort key lies in two of the ranges, which come in the order of their beginnings.
    private func areApart(_ ranges: [KeyRange]) -> Bool {
        var reached: KeyRange?
        for range in ranges where !range.isEmpty {
            if let reached {
                guard let upper = reached.upper, !range.lower.precedes(upper) else { return false }
            }
            reached = range
        }
        return true
    }
}

extension WireError {
    /// What PartiQL says of a constant that no key of the table can equal.
    static func keyTypeMismatch(_ name: Text) -> WireError {
        .validation(
            "Key attribute's data type should match its data type in table's schema: Key \(name)")
    }
}
