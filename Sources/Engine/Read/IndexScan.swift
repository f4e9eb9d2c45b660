package import Expressions
package import Model
import Values

/// All items that have an entry in an index, or one of several parts of them that can be read in
/// parallel.
///
/// The index must be active; one that is being created lacks items.
package struct IndexScan: IndexRead, Sendable {
    package var table: Table
    package var index: SecondaryIndex
    package var segment: Int
    package var totalSegments: Int
    /// Where to go on; nothing need be there.
    package var after: IndexPosition?
    package var limit: Int?
    /// Sees what the page has of an item.
    package var filter: Condition?
    /// Whether items are read whole, and count so, whatever the index's projection has of them.
    package var readsWholeItems: Bool

    package init(
        table: Table, index: SecondaryIndex, segment: Int = 0, totalSegments: Int = 1,
        after: IndexPosition? = nil, limit: Int? = nil, filter: Condition? = nil,
        readsWholeItems: Bool = false
    ) {
        self.table = table
        self.index = index
        self.segment = segment
        self.totalSegments = totalSegments
        self.after = after
        self.limit = limit
        self.filter = filter
        self.readsWholeItems = readsWholeItems
    }

    /// In no order of partitions that means anything, but always the same.
    var isReversed: Bool { false }

    var range: KeyRange {
        let all = segmentRange
        guard let after else { return all }
        return all.goingOn(behind: entry(at: after), isReversed: false)
    }

    private var segmentRange: KeyRange {
        Keyspace.entries(
            of: address, slots: Keyspace.slots(ofSegment: segment, of: totalSegments))
    }

    /// Whether `position` lies in this segment; a start key outside it is the caller's mistake.
    package func contains(_ position: IndexPosition) -> Bool {
        segmentRange.contains(entry(at: position))
    }
}

extension Snapshot {
    /// One page: evaluates items until the limit or `Limits.pageBytesMax`, then filters.
    package func scan(_ scan: IndexScan) throws(StoreError) -> IndexPage {
        try page(of: scan)
    }
}
