/// What derived entries may take of a memtable, beside the items from which they follow.
struct DerivedSpace {
    /// Entries on pages of their own, as an item is.
    ///
    /// What is counted for an item leaves room for a small entry or two, such as those of the expiry
    /// index.
    var entries = 0
    var bytes = 0

    static func + (left: DerivedSpace, right: DerivedSpace) -> DerivedSpace {
        DerivedSpace(entries: left.entries + right.entries, bytes: left.bytes + right.bytes)
    }
}
