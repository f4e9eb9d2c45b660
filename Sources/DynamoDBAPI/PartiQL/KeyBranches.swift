import Expressions
import Values

/// Takes conditions apart into alternatives of which each names a partition.
///
/// ORs and INs that say something about the key are multiplied out, all others are left to be filtered.
struct KeyBranches {
    let schema: KeySchema

    /// The alternatives one of which must hold; `nil` where one of them names no partition, so that all
    /// of the table has to be read.
    ///
    /// Throws when there are more than one statement may read.
    func branches(of condition: Condition) throws(WireError) -> [KeyBranch]? {
        guard namesPartition(condition) else { return nil }
        return try alternatives(of: condition)
    }

    private func namesPartition(_ condition: Condition) -> Bool {
        switch condition {
        case .all(let members): members.contains { namesPartition($0) }
        case .any(let members): members.allSatisfy { namesPartition($0) }
        default: condition.constants(of: schema.partition.name) != nil
        }
    }

    private func namesKey(_ condition: Condition) -> Bool {
        switch condition {
        case .all(let members), .any(let members): members.contains { namesKey($0) }
        default:
            condition.constants(of: schema.partition.name) != nil
                || schema.sort.map { !condition.keyTests(of: $0.name).isEmpty } ?? false
        }
    }

    private func alternatives(of condition: Condition) throws(WireError) -> [KeyBranch] {
        switch condition {
        case .all(let members):
            var branches = [KeyBranch()]
            for member in members {
                let others = try alternatives(of: member)
                try check(branches.count * others.count)
                branches = branches.flatMap { branch in others.map { branch.and($0) } }
            }
            return branches
        case .any(let members) where namesKey(condition):
            var branches: [KeyBranch] = []
            for member in members {
                branches += try alternatives(of: member)
                try check(branches.count)
            }
            return branches
        default:
            let branches = self.branches(ofOne: condition)
            try check(branches.count)
            return branches
        }
    }

    /// Those of a condition without AND and OR.
    private func branches(ofOne condition: Condition) -> [KeyBranch] {
        if let values = condition.constants(of: schema.partition.name) {
            return values.map { value in
                let test = Condition.equals(schema.partition.name, value)
                return KeyBranch(partitions: [value], members: [test])
            }
        }
        let tests = schema.sort.map { condition.keyTests(of: $0.name) } ?? []
        if tests.count == 1 { return [KeyBranch(sorts: tests, members: [condition])] }
        if !tests.isEmpty {
            return tests.map { test in
                KeyBranch(sorts: [test], members: test.condition.map { [$0] } ?? [])
            }
        }
        return [KeyBranch(rest: [condition], members: [condition])]
    }

    private func check(_ count: Int) throws(WireError) {
        guard count <= DynamoDBLimits.statementReadsMax else {
            throw .validation("Too many decomposed read operations for a given query.")
        }
    }
}
