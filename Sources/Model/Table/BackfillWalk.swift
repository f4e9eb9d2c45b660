/// How far the walk has come that adds one kind of derived entries for a table's older items.
package struct BackfillWalk: Hashable, Sendable {
    /// When the derived entries were switched on; distinguishes this walk from one after they were
    /// switched off and on again.
    package var startedAt: Timestamp
    /// Where it goes on, as a stored key; empty at its beginning.
    package var next: [UInt8]

    package init(startedAt: Timestamp, next: [UInt8] = []) {
        self.startedAt = startedAt
        self.next = next
    }
}
