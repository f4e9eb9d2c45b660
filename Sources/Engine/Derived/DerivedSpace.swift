/// What derived entries may take of a memtable, beside the items from which they follow.
struct DerivedSpace {
    /// Entries on pages of their own, as an item is.
    ///
    /// The space that is counted for an item has room for a small entry or two, such as one of the
    /// expiry index.
    var entries = 0
    var bytes = 0

    static func + (left: DerivedSpace, right: DerivedSpace) -> DerivedSpace {
        DerivedSpace(entries: left.entries + right.entries, bytes: left.bytes + right.bytes)
    }
}
