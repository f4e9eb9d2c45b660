/// Removes from base what no reader can see any more: items of dropped tables, entries of
/// dropped indexes, records behind their stream's horizon, idempotency records past their life.
///
/// It is not part of the command order, so it runs on the main store alone, inside a checkpoint and
/// in bounded steps; readers ignore what it has not reached yet.
struct GarbageCollection {
    /// Entries of each kind that one checkpoint removes at the most, so that it stays short.
    let entriesMax: Int

    /// - Parameter moved: how many entries the checkpoint has brought, which must not outrun what it
    ///   takes away.
    /// - Returns: how much of each kind is gone.
    func run(
        on base: inout BaseWriter, moved: Int
    ) throws(StoreError) -> [CollectorKind: Int] {
        let budget = max(entriesMax, moved)
        return [
            .droppedItems: try DroppedTables(budget: entriesMax).collect(from: &base),
            .droppedIndexEntries: try DroppedIndexes(budget: budget).collect(from: &base),
            .trimmedRecords: try TrimmedRecords(budget: budget).collect(from: &base),
            .endedIdempotency: try EndedIdempotency(budget: budget).collect(from: &base),
        ]
    }
}
