import Model

/// Entries of indexes that were dropped, alone or with their tables.
///
/// A drop leaves a note in the catalog; it goes when the last entry has gone.
struct DroppedIndexes {
    var budget: Int

    /// Removes what the budget allows; returns how many entries that was.
    consuming func collect(from base: inout BaseWriter) throws(StoreError) -> Int {
        let before = budget
        let notes = try base.entries(
            of: Keyspace.droppedIndexes, in: .catalog, max: EngineLimits.droppedIndexesMax)
        for note in notes where budget > 0 {
            let entries = Keyspace.entries(of: try Keyspace.index(ofCatalogKey: note.key))
            if try base.sweep(entries, in: .indexes, &budget, withValues: false) {
                try base.delete(note.key, in: .catalog)
            }
        }
        return before - budget
    }
}
