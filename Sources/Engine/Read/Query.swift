package import Expressions
package import Model
package import Values

/// Items of one partition in the order of their sort keys.
package struct Query: ItemsRead, Sendable {
    package var table: Table
    package var partition: KeyValue
    package var sort: SortRange
    /// The sort key before which the range ends, whatever else says where.
    package var end: KeyValue?
    package var isReversed: Bool
    /// The key after which to go on; it need not exist.
    package var after: Key?
    package var limit: Int?
    package var filter: Condition?
    /// Bytes of items that a page evaluates, `Limits.pageBytesMax` at most.
    package var evaluatedBytesMax = Limits.pageBytesMax

    package init(
        table: Table, partition: KeyValue, sort: SortRange = .all, end: KeyValue? = nil,
        isReversed: Bool = false, after: Key? = nil, limit: Int? = nil, filter: Condition? = nil
    ) {
        self.table = table
        self.partition = partition
        self.sort = sort
        self.end = end
        self.isReversed = isReversed
        self.after = after
        self.limit = limit
        self.filter = filter
    }

    /// The stored keys that the query walks.
    var range: KeyRange {
        let prefix = Keyspace.partition(partition, in: table.id)
        var range = sort.range(behind: prefix)
        if let end { range = range.clamped(before: end.bytes(behind: prefix)) }
        guard let after else { return range }
        return range.goingOn(behind: Keyspace.item(after, in: table.id), isReversed: isReversed)
    }
}

extension KeyValue {
    /// The stored key of the item with this sort key.
    fileprivate func bytes(behind prefix: [UInt8]) -> [UInt8] {
        var bytes = prefix
        OrderedBytes.append(self, to: &bytes)
        return bytes
    }
}

extension SortRange {
    /// The range as bytes of sort keys, in the order of their values.
    package var keys: KeyRange { range(behind: []) }

    /// The stored keys of a partition whose sort keys are in this range; byte order is value order.
    func range(behind prefix: [UInt8]) -> KeyRange {
        func key(_ value: KeyValue) -> [UInt8] { value.bytes(behind: prefix) }
        let all = KeyRange(startingWith: prefix)
        switch self {
        case .all:
            return all
        case .equal(let value):
            return KeyRange(key(value))
        case .less(let value):
            return all.clamped(before: key(value))
        case .lessOrEqual(let value):
            return all.clamped(before: KeyRange.firstKey(after: key(value)))
        case .greater(let value):
            return all.clamped(from: KeyRange.firstKey(after: key(value)))
        case .greaterOrEqual(let value):
            return all.clamped(from: key(value))
        case .between(let low, let high):
            return all.clamped(from: key(low))
                .clamped(before: KeyRange.firstKey(after: key(high)))
        case .beginsWith(let value):
            return KeyRange(startingWith: key(value))
        }
    }
}

extension Snapshot {
    /// One page: evaluates items until the limit or `Limits.pageBytesMax`, then filters.
    package func query(_ query: Query) throws(StoreError) -> Page {
        try page(of: query, filter: query.filter)
    }
}
