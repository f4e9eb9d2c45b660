package import Expressions
package import Model
package import Values

/// All items of a table, or one of several parts of it that can be read in parallel.
package struct Scan: ItemsRead, Sendable {
    package var table: Table
    package var source: ReadSource
    package var segment: Int
    package var totalSegments: Int
    package var after: Key?
    package var limit: Int?
    package var filter: Condition?

    package init(
        table: Table, segment: Int = 0, totalSegments: Int = 1, after: Key? = nil,
        limit: Int? = nil, filter: Condition? = nil, source: ReadSource? = nil
    ) {
        self.table = table
        self.source = source ?? .items(of: table)
        self.segment = segment
        self.totalSegments = totalSegments
        self.after = after
        self.limit = limit
        self.filter = filter
    }

    /// In no order that means anything, but always the same.
    var isReversed: Bool { false }

    /// A segment is a range of slots: no item is in two, none in none.
    var range: KeyRange {
        let low = segment * Keyspace.slots / totalSegments
        let high = (segment + 1) * Keyspace.slots / totalSegments
        let range = source.entries(slots: low..<high)
        guard let after else { return range }
        return range.clamped(from: KeyRange.firstKey(after: source.entry(after)))
    }

    /// Whether `key` lies in this segment; a start key outside it is the caller's mistake.
    package func contains(_ key: Key) -> Bool {
        Scan(table: table, segment: segment, totalSegments: totalSegments, source: source).range
            .contains(source.entry(key))
    }
}

extension Snapshot {
    /// One page: evaluates items until the limit or `Limits.pageBytesMax`, then filters.
    package func scan(_ scan: Scan) throws(StoreError) -> Page {
        try page(of: scan, filter: scan.filter)
    }
}
