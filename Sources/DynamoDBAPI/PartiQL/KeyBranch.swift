import Expressions
import Values

/// One of the alternatives that a condition consists of: what it says of the key, and what else.
struct KeyBranch {
    /// What the partition key equals; mostly one value.
    var partitions: [Value] = []
    /// What the sort key equals, or the ranges in which it lies.
    var sorts: [KeyCondition.Test] = []
    /// What is neither.
    var rest: [Condition] = []
    /// All of it.
    var members: [Condition] = []

    /// What holds when both do.
    func and(_ other: KeyBranch) -> KeyBranch {
        KeyBranch(
            partitions: partitions + other.partitions, sorts: sorts + other.sorts,
            rest: rest + other.rest, members: members + other.members)
    }

    /// The key of the one item that it names when it says nothing else; `nil` otherwise.
    func key(in schema: KeySchema) -> Item? {
        guard rest.isEmpty, let partition = partitions.first,
            partitions.allSatisfy({ $0 == partition })
        else { return nil }
        var key: Item = [schema.partition.name: partition]
        guard let sort = schema.sort else { return key }
        guard let first = sorts.first, case .equal(let value) = first.comparison,
            sorts.allSatisfy({ $0 == first })
        else { return nil }
        key[sort.name] = value
        return key
    }
}
