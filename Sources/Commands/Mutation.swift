/// A write: the value that the log keeps and that every copy of the state applies the same way.
///
/// Nothing outside it, its time and the state decides its outcome. It goes from hand to hand on its way
/// to the state; being indirect, it is one reference then.
package indirect enum Mutation: Hashable, Sendable {
    case write(ItemWrite)
    /// Unconditional puts and deletes of different items.
    case batch([ItemWrite])
    case transaction(Transaction)
    case increments(IncrementBatch)
    case catalog(CatalogMutation)
    /// Deletes items whose time to live has ended.
    case expire([Expiry])
    /// Enters items that were there before time to live was enabled into the expiry index.
    case indexExpiries(ExpiryBackfill)
    case handler(HandlerMutation)
    case advance(HandlerAdvance)
    /// Takes records past their retention away.
    case trim([StreamTrim])
}
