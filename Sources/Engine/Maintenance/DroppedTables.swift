import Model
import Values

/// Items of tables that were dropped, and what was derived from them.
///
/// A drop leaves a note in the catalog; it goes when the last item has gone.
struct DroppedTables {
    var budget: Int

    /// Removes what the budget allows; returns how many items that was.
    consuming func collect(from base: inout BaseWriter) throws(StoreError) -> Int {
        let before = budget
        let notes = try base.entries(
            of: Keyspace.droppedTables, in: .catalog, max: EngineLimits.droppedTablesMax)
        for note in notes where budget > 0 {
            let table = try StoredValue(bytes: note.value, start: 0).decoded("a dropped table") {
                r throws(CodecError) in try Table(ofCatalog: &r)
            }
            let items = Keyspace.items(of: table.id, slots: 0..<Keyspace.slots)
            let isEmpty = try base.sweep(items, in: .items, &budget) {
                entry, base throws(StoreError) in
                try Maintainers.remove(with: try StoredItem(entry), of: table, from: &base)
            }
            if isEmpty { try base.delete(note.key, in: .catalog) }
        }
        return before - budget
    }
}
