/// A kind of entries that a table may come to want when it has items already.
///
/// The number is part of the format of tables and is never given to another kind. A kind has its
/// number where its entries are made (`DerivedEntries.kind`); the store rejects tables that want one
/// that it does not know.
package struct DerivedKind: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The expiry index, of tables with time to live.
    package static let expiry = DerivedKind(rawValue: 1)

    /// Entries of secondary indexes that are being created.
    package static let index = DerivedKind(rawValue: 2)
}
