package import Model

/// Writes to one table that count once however often they are sent.
///
/// They are applied in their order, each seeing the ones before it, and all of them or none; the
/// mark moves with them.
package struct IncrementBatch: Hashable, Sendable {
    package var table: TableID
    package var mark: SourceMark
    package var writes: [ItemWrite]

    package init(table: TableID, mark: SourceMark, writes: [ItemWrite]) {
        self.table = table
        self.mark = mark
        self.writes = writes
    }
}
