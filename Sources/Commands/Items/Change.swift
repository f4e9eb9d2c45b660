package import Values

/// What one write does to one item: the whole truth from which pages, indexes and records follow.
package struct Change: Hashable, Sendable {
    /// The item as the condition saw it; an item past its time to live counts as absent.
    package let oldImage: ItemImage?
    /// The item afterwards; `nil` when there is none.
    package let newImage: ItemImage?
    /// Whether the update's ONCE id was applied before: nothing changes, and both images are the
    /// item as it is.
    package let isRepeat: Bool

    package init(old: ItemImage?, new: ItemImage?, isRepeat: Bool = false) {
        oldImage = old
        newImage = new
        self.isRepeat = isRepeat
    }

    /// The whole item before; decoded at each access.
    package var old: Item? { oldImage?.item }

    /// The whole item afterwards; decoded at each access.
    package var new: Item? { newImage?.item }

    /// The larger of the two images in bytes, which is what AWS charges a write for.
    package var chargedBytes: Int {
        max(oldImage?.size ?? 0, newImage?.size ?? 0)
    }
}
