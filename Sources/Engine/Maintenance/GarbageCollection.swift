/// Takes what nobody can see any more out of base: items of dropped tables, records behind their
/// stream's horizon, idempotency records past their life.
///
/// It is not part of the command order, so it runs on base alone, inside a checkpoint and in bounded
/// steps; readers ignore what it has not reached yet.
struct GarbageCollection {
    /// Entries of each kind that one checkpoint removes at the most, so that it stays short.
    let entriesMax: Int

    func run(on base: inout BaseWriter, _ report: inout CheckpointReport) throws {
        report.purgedItems += try DroppedTables(budget: entriesMax).collect(from: &base)
        // What a checkpoint brings must not outrun what it takes away.
        let budget = max(entriesMax, report.entries)
        report.purgedChanges += try TrimmedRecords(budget: budget).collect(from: &base)
        report.purgedLedgerEntries += try EndedIdempotency(budget: budget).collect(from: &base)
    }
}
