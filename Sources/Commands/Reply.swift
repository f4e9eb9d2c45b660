package import Model

/// What a committed mutation answers, computed when it is applied.
///
/// Indirect for the same reason as `Mutation`.
package indirect enum Reply: Hashable, Sendable {
    case change(Change)
    /// One per write, in the order of the request; a condition check changes nothing.
    case changes([Change])
    /// A transaction that was applied before under the same token; bytes of each action's image.
    case replayed(imageBytes: [Int])
    /// A batch of increments was applied.
    case applied
    /// A batch of increments that was applied before; `last` is its source's last sequence number.
    case duplicate(last: Int64)
    /// The table after a catalog change; for a deletion, as it was.
    case table(Table)
    /// The handler after a change; for a removal, as it was.
    case handler(Handler)
    /// A handler's position moved on, and its writes were applied.
    case advanced
    /// Records were trimmed.
    case trimmed
    /// Expired items that were deleted.
    case expired(count: Int)
}
