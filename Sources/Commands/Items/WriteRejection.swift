package import Expressions
package import Values

/// Why one write to one item changes nothing.
package enum WriteRejection: Error, Hashable, Sendable {
    /// The condition did not hold; `existing` is the item that it was checked against.
    case conditionFailed(existing: ItemImage?)
    /// The update does not fit the item that it found.
    case expression(ExpressionError)
    case itemTooLarge(bytes: Int, limit: Int)
    /// The update would nest lists and maps deeper than `limit`.
    case itemTooDeep(limit: Int)
    /// A value cannot stand in the key of an index.
    indirect case indexKey(IndexKeyRejection)
    /// The id of ONCE belongs to an update of another item or with other content.
    case onceReused
}
