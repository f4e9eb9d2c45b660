/// How far the walk has come that enters a table's older items into the expiry index.
package struct ExpiryWalk: Hashable, Sendable {
    /// When time to live was enabled, which tells this walk from one after a later enabling.
    package var enabledAt: Timestamp
    /// Where it goes on, as a stored key; empty at its beginning.
    package var next: [UInt8]

    package init(enabledAt: Timestamp, next: [UInt8] = []) {
        self.enabledAt = enabledAt
        self.next = next
    }
}
