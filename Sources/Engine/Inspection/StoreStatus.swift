/// What an operator wants to see of an open store; as of now, unless it says otherwise.
package struct StoreStatus: Sendable {
    /// One part of the log.
    package struct Segment: Sendable {
        package let name: String
        package let firstPosition: UInt64
        /// The position after its last command's.
        package let endPosition: UInt64
    }

    /// The log position up to which writes are visible, and the last write's time.
    package let applied: AppliedState
    /// How far the main store has come: what a start need not replay.
    package let checkpoint: AppliedState
    package let tables: Int
    package let baseBytes: Int
    /// Those of them that nothing uses: later checkpoints fill them, a compaction gives them back.
    package let baseReusableBytes: Int
    package let segments: [Segment]
    /// What an operator went on without, the oldest first.
    package let losses: [DataLoss]
    package let check: OnlineCheck.Standing
    /// Why writes are rejected, if they are.
    package let failure: StoreError?
}

extension Store {
    /// Costs a walk over the list of the main store's free pages, besides some lookups.
    package func status() throws(StoreError) -> StoreStatus {
        let base = try readCheckpoint { snapshot throws(StoreError) in
            (applied: try snapshot.applied(), losses: try snapshot.losses())
        }
        let sizes = try partition.baseSizes()
        return StoreStatus(
            applied: applied, checkpoint: base.applied, tables: tables.count,
            baseBytes: sizes.used, baseReusableBytes: sizes.reusable,
            segments: partition.logSegments, losses: base.losses, check: checkStanding,
            failure: failure)
    }
}
