/// Writes to different items of which all happen or none.
package struct Transaction: Hashable, Sendable {
    package var writes: [ItemWrite]
    /// With a token, a retry within its life changes nothing and succeeds.
    package var token: TransactionToken?

    package init(writes: [ItemWrite], token: TransactionToken? = nil) {
        self.writes = writes
        self.token = token
    }
}
