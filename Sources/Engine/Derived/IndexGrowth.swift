import Model
import Values

/// What the entries of indexes count that change with the commands since the last flush
/// (`IndexedAttributes.countedBytes`).
///
/// Of one command an item counts once, by how the command found it and what it is now, however many
/// writes of the command hit it.
struct IndexGrowth {
    private(set) var bytes = 0
    /// The log position of the command whose items are in `counted`.
    private var position: UInt64 = 0
    private var counted: [WorkingSet.Place: (found: ItemImage?, bytes: Int)] = [:]

    /// Takes in a change of an item that is `current` before it.
    mutating func count(
        _ change: ItemChange, from current: ItemImage?, _ attributes: IndexedAttributes
    ) {
        if change.moment.position != position {
            position = change.moment.position
            if !counted.isEmpty { counted = [:] }
        }
        let known = counted[change.place]
        let found = if let known { known.found } else { current }
        let now = attributes.countedBytes(from: found, to: change.image)
        bytes += now - (known?.bytes ?? 0)
        counted[change.place] = (found, now)
    }

    /// Takes back what the last command has added since there were so many bytes.
    mutating func rollBack(to bytes: Int) {
        self.bytes = bytes
        counted = [:]
    }
}
