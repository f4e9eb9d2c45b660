import PartiQL
import Values

/// The order in which a SELECT wants to have what it finds: by attributes of the key.
struct SelectOrder {
    private let partition: SortOrder?
    private let sort: SortOrder?

    /// Throws where it is by anything but the key.
    init(_ order: [SortOrder], of schema: KeySchema) throws(WireError) {
        for entry in order { try SelectOrder.check(entry, of: schema) }
        partition = order.first { $0.attribute == schema.partition.name }
        sort = order.first { $0.attribute == schema.sort?.name }
    }

    /// Refuses an order by anything but the key.
    static func check(_ order: SortOrder, of schema: KeySchema) throws(WireError) {
        guard schema.isKeyAttribute(order.attribute) else {
            throw .validation(
                "Variable reference \(order.attribute) in ORDER BY clause must be part of the "
                    + "primary key")
        }
    }

    /// Whether what is found in a partition must come in its order.
    var concernsSort: Bool { sort != nil || partition != nil }

    /// Puts partitions into their order.
    func arrange(_ partitions: inout [KeyValue]) throws(WireError) {
        guard concernsSort, partitions.count > 1 else { return }
        guard let partition else {
            throw .validation(
                "Must have hash key in ORDER BY clause when more than one hash key condition "
                    + "specified in WHERE clause.")
        }
        partitions.sort { partition.isDescending ? $1 < $0 : $0 < $1 }
    }

    /// Turns queries of one partition around, which come in the order of their ranges, where the last
    /// sort key is to be the first.
    func arrange(_ queries: [PartitionRead]) -> [PartitionRead] {
        guard sort?.isDescending == true else { return queries }
        return queries.reversed().map { query in
            var query = query
            query.isReversed = true
            return query
        }
    }
}
