/// What maintenance takes away or adds, by the names that `/metrics` has for it.
package enum CollectorKind: String, Hashable, CaseIterable, Sendable {
    // By commands, every second.

    /// Items whose time to live has ended.
    case expiredItems = "expired_items"
    /// Older items that were looked at for entries to be derived from them.
    case backfilledItems = "backfilled_items"
    /// Streams whose horizon was moved, each time that it was.
    case trimmedStreams = "trimmed_streams"

    // From the main store, with each checkpoint.

    /// Items of dropped tables.
    case droppedItems = "dropped_items"
    /// Entries of dropped indexes.
    case droppedIndexEntries = "dropped_index_entries"
    /// Change records behind their stream's horizon.
    case trimmedRecords = "trimmed_records"
    /// Records of idempotency past their life.
    case endedIdempotency = "ended_idempotency_records"
}
