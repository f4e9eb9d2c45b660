package import Model
package import Values

/// The TTL sweeper's claim that an item has ended; checked again when it is applied.
package struct Expiry: Hashable, Sendable {
    /// The item's last second as the expiry index has it.
    package var lastSecond: Int64
    package var table: TableID
    /// The item's key in stored form, exactly as the expiry index has it.
    package var storedKey: [UInt8]

    package init(lastSecond: Int64, table: TableID, storedKey: [UInt8]) {
        self.lastSecond = lastSecond
        self.table = table
        self.storedKey = storedKey
    }

    /// Whether `item` still ends at the claimed second and that second is past: a command may have
    /// prolonged or replaced it since the TTL sweeper read the index.
    package func holds(for item: ItemImage, in table: Table, at time: Timestamp) -> Bool {
        guard let timeToLive = table.timeToLive else { return false }
        return timeToLive.lastSecond(of: item) == lastSecond
            && TimeToLive.hasEnded(lastSecond: lastSecond, at: time)
    }
}
