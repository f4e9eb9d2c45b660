package import Values

/// What one write does to one item: the whole truth from which pages, indexes and records follow.
package struct Change: Hashable, Sendable {
    package let table: TableID
    package let key: Key
    /// The item as the condition saw it; an item past its time to live counts as absent.
    package let old: Item?
    /// The item afterwards; `nil` when there is none.
    package let new: Item?
    /// Whether the update's ONCE id was applied before: nothing changes, and both images are the
    /// item as it is.
    package let isRepeat: Bool

    package init(table: TableID, key: Key, old: Item?, new: Item?, isRepeat: Bool = false) {
        self.table = table
        self.key = key
        self.old = old
        self.new = new
        self.isRepeat = isRepeat
    }

    /// The larger of the two images in bytes, which is what AWS charges a write for.
    package var chargedBytes: Int {
        max(old?.size ?? 0, new?.size ?? 0)
    }
}
