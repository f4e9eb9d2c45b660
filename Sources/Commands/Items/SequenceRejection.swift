package import Values

/// Why no write of a sequence is applied, in which each sees the ones before it.
package enum SequenceRejection: Error, Hashable, Sendable {
    /// The first write that failed, and the item as it found it.
    case write(index: Int, existing: ItemImage?, WriteRejection)
    /// The items, the change records about them and the entries in indexes that change with them would
    /// be this large together.
    case tooLarge(bytes: Int, limit: Int)
    /// The writes would make more change records than one command can.
    case tooManyChanges(records: Int, limit: Int)
}
