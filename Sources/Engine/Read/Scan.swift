package import Expressions
package import Model
package import Values

/// All items of a table, or one of several parts of it that can be read in parallel.
package struct Scan: ItemsRead, Sendable {
    package var table: Table
    package var segment: Int
    package var totalSegments: Int
    package var after: Key?
    package var limit: Int?
    package var filter: Condition?

    package init(
        table: Table, segment: Int = 0, totalSegments: Int = 1, after: Key? = nil,
        limit: Int? = nil, filter: Condition? = nil
    ) {
        self.table = table
        self.segment = segment
        self.totalSegments = totalSegments
        self.after = after
        self.limit = limit
        self.filter = filter
    }

    /// In no order that means anything, but always the same.
    var isReversed: Bool { false }

    var range: KeyRange {
        let all = segmentRange
        guard let after else { return all }
        return all.goingOn(behind: Keyspace.item(after, in: table.id), isReversed: false)
    }

    private var segmentRange: KeyRange {
        Keyspace.items(
            of: table.id, slots: Keyspace.slots(ofSegment: segment, of: totalSegments))
    }

    /// Whether `key` lies in this segment; a start key outside it is the caller's mistake.
    package func contains(_ key: Key) -> Bool {
        segmentRange.contains(Keyspace.item(key, in: table.id))
    }
}

extension Snapshot {
    /// One page: evaluates items until the limit or `Limits.pageBytesMax`, then filters.
    package func scan(_ scan: Scan) throws(StoreError) -> Page {
        try page(of: scan, filter: scan.filter)
    }
}
