package import Commands
package import Engine
package import Model

/// What `PartitionMachine` asks its driver for after each event: first what to report, then one action,
/// whose outcome is the next event.
package struct PartitionStep: Equatable, Sendable {
    /// What came of something, for the log and the counters.
    package enum Report: Hashable, Sendable {
        /// Records were handled, or a window without records.
        case handled(Int)
        /// A record that no filter let through.
        case filtered
        /// The handler failed; said once as long as it is the same.
        case failed(HandlerFault)
        /// Something other than the handler is in the way; said once as long as it is the same.
        case held(String)
        /// Records were given up, and the failure destination has taken them.
        case dropped(Int)
        /// Records are given up.
        case givingUp(records: Int, condition: String, first: SequenceNumber?)
        /// Records were trimmed before they were read, of which this partition's part is `own`.
        case lost(own: Int, of: Int64, after: SequenceNumber, isCountKnown: Bool)
        /// The partition begins anew after an error.
        case interrupted(String)
    }

    /// What to do next.
    package enum Action: Equatable, Sendable {
        /// Reads where the partition stands: `loaded` or `ended`.
        case load
        /// Reads a page of records: `page`, or `noRoom` when a batch is held and there is no memory
        /// for more.
        case read(after: SequenceNumber, isHolding: Bool)
        /// Waits for news of the stream, at most until a moment: `resumed`.
        case waitForNews(until: Duration?)
        /// Waits: `resumed`.
        case pause(Duration)
        /// Hands the handler an event: `responded`, `failed` or `notStarted`.
        case invoke(HandlerEvent, isRetry: Bool)
        /// Hands records to the failure destination: `taken` or `notTaken`.
        case handOver(FailedBatch, at: SequenceNumber)
        /// Commits a step: `committed`, `rejected`, `storeIsBusy`.
        ///
        /// Done also when the task is cancelled: a response is worth more than asking for it again.
        case commit(AdvanceHandler)
        /// Nothing more: the partition has ended.
        case end(isDrained: Bool)
    }

    /// The outcome of an action.
    package enum Event: Sendable {
        case begin
        /// Where the partition stands, and how many records the shard ever had up to there.
        case loaded(ShardProgress, recordCount: Int64?)
        case page(ReadPage)
        case noRoom
        case resumed
        /// The handler's response, with the writes in it parsed.
        case responded(HandlerResponse, writes: Result<[ItemWrite], HandlerFault>)
        case failed(HandlerFault)
        /// The handler never got the event.
        case notStarted(String)
        /// The destination has what is outside the store; the writes go into the store.
        case taken([ItemWrite])
        case notTaken(String)
        case committed
        case rejected(AdvanceRejection)
        case storeIsBusy(String)
        /// The partition's position was set anew.
        case moved
        /// The store failed; says why.
        case storeFailed(String)
        /// The handler, the stream or the server ends.
        case ended
    }

    /// The clocks and figures that the driver hands to the machine with each event.
    package struct Moment: Sendable {
        /// The time for waits.
        package var elapsed: Duration
        /// The store's time.
        package var now: Timestamp
        /// The stream as it is; `nil` when it is gone.
        package var stream: ChangeStream?
        /// Bytes of records that may still be held.
        package var bytesLeft: Int

        package init(
            elapsed: Duration, now: Timestamp, stream: ChangeStream?, bytesLeft: Int
        ) {
            self.elapsed = elapsed
            self.now = now
            self.stream = stream
            self.bytesLeft = bytesLeft
        }
    }

    package var reports: [Report] = []
    package var action: Action
}
