import Expressions
import Model
import Values

/// One of the reads that a SELECT takes: items of one partition, of its table or of an index.
struct PartitionRead: Sendable {
    let partition: KeyValue
    let sort: SortRange
    var isReversed = false
    let filter: Condition?

    /// The whole key of the one item that it can find, where `schema` is the table's own key; `nil` when
    /// it may find more than one.
    func key(by schema: KeySchema) -> Key? {
        if schema.sort == nil { return Key(partition: partition, sort: nil) }
        guard case .equal(let value) = sort else { return nil }
        return Key(partition: partition, sort: value)
    }
}
