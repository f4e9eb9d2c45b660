import Model
import Values

/// What a command is about to do to an item.
struct ItemChange {
    let place: WorkingSet.Place
    /// The item as it will be; `nil` when it goes.
    let image: ItemImage?
    let moment: LogMoment
    /// Whether it goes because its time to live has ended.
    let isExpiry: Bool
    /// Whether the attributes at which the table's indexes look are known to stay as they are.
    let keepsIndexed: Bool
}
