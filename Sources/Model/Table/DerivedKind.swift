/// A kind of entries that a table may come to want when it has items already.
///
/// The number is part of the format of tables and is never given to another kind.
package enum DerivedKind: UInt8, Hashable, Sendable {
    /// The expiry index, of tables with time to live.
    case expiry = 1
}
