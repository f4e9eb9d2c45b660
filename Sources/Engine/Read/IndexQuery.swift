package import Expressions
package import Model
package import Values

/// Items of one partition of an index in the order of its sort attributes.
///
/// The index must be active; one that is being created lacks items.
package struct IndexQuery: IndexRead, Sendable {
    package var table: Table
    package var index: SecondaryIndex
    /// A value for each of the index's partition attributes.
    package var partition: [KeyValue]
    /// Values that the first sort attributes must equal.
    package var prefix: [KeyValue]
    /// What the sort attribute behind those must satisfy; `all` where `prefix` has them all.
    package var sort: SortRange
    /// The value of that attribute before which the range ends, whatever else says where.
    package var end: KeyValue?
    package var isReversed: Bool
    /// Where to go on; nothing need be there.
    package var after: IndexPosition?
    package var limit: Int?
    /// Sees what the page has of an item.
    package var filter: Condition?
    /// Whether items are read whole, and count so for the page's end, whatever the index's projection has
    /// of them: what DynamoDB does for a local index of which other attributes are asked.
    package var readsWholeItems: Bool
    /// Bytes that a page evaluates, `Limits.pageBytesMax` at most.
    package var evaluatedBytesMax = Limits.pageBytesMax

    package init(
        table: Table, index: SecondaryIndex, partition: [KeyValue], prefix: [KeyValue] = [],
        sort: SortRange = .all, end: KeyValue? = nil, isReversed: Bool = false,
        after: IndexPosition? = nil, limit: Int? = nil, filter: Condition? = nil,
        readsWholeItems: Bool = false
    ) {
        self.table = table
        self.index = index
        self.partition = partition
        self.prefix = prefix
        self.sort = sort
        self.end = end
        self.isReversed = isReversed
        self.after = after
        self.limit = limit
        self.filter = filter
        self.readsWholeItems = readsWholeItems
    }

    /// The keys of entries that the query walks.
    var range: KeyRange {
        let all = wholeRange
        guard let after else { return all }
        return all.goingOn(behind: entry(at: after), isReversed: isReversed)
    }

    private var wholeRange: KeyRange {
        var bytes = Keyspace.partition(partition, of: address)
        for value in prefix { OrderedBytes.appendDelimited(value, to: &bytes) }
        let all = sort.entries(behind: bytes)
        guard let end else { return all }
        OrderedBytes.appendDelimited(end, to: &bytes)
        return all.clamped(before: bytes)
    }

    /// Whether `position` lies among what the query asks for; a start key that does not is the caller's
    /// mistake.
    package func contains(_ position: IndexPosition) -> Bool {
        wholeRange.contains(entry(at: position))
    }
}

extension SortRange {
    /// The entries of an index behind `prefix` whose next sort attribute is in this range: its value is
    /// delimited, and more follows it.
    fileprivate func entries(behind prefix: [UInt8]) -> KeyRange {
        func all(_ value: KeyValue) -> KeyRange {
            var bytes = prefix
            OrderedBytes.appendDelimited(value, to: &bytes)
            return KeyRange(startingWith: bytes)
        }
        func before(_ bound: [UInt8]?, _ range: KeyRange) -> KeyRange {
            bound.map { range.clamped(before: $0) } ?? range
        }
        let whole = KeyRange(startingWith: prefix)
        switch self {
        case .all: return whole
        case .equal(let value): return all(value)
        case .less(let value): return whole.clamped(before: all(value).lower)
        case .lessOrEqual(let value): return before(all(value).upper, whole)
        case .greater(let value): return whole.clamped(from: all(value).upper ?? [])
        case .greaterOrEqual(let value): return whole.clamped(from: all(value).lower)
        case .between(let low, let high):
            return before(all(high).upper, whole.clamped(from: all(low).lower))
        case .beginsWith(let value):
            var bytes = prefix
            OrderedBytes.appendBeginning(of: value, to: &bytes)
            return KeyRange(startingWith: bytes)
        }
    }
}

extension Snapshot {
    /// One page: evaluates items until the limit or `Limits.pageBytesMax`, then filters.
    package func query(_ query: IndexQuery) throws(StoreError) -> IndexPage {
        try page(of: query)
    }
}
