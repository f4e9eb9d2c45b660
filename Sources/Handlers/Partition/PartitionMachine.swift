import Commands
import Engine
package import Model
import Platform

/// Delivers the changes of one partition, a part of a shard's slots, in order, one batch at a time: what
/// to do next, and what to make of its outcome.
///
/// Pure: it performs nothing, waits for nothing and reads no clock. `PartitionDriver` performs the
/// actions. What it remembers can be lost at any time: it goes on from the checkpoint, which moves
/// only together with the effects of what lies before it.
package struct PartitionMachine {
    /// What the pending action is for: how its outcome goes on.
    enum Pending {
        case nothing
        case load
        /// A wait before `load`.
        case restart
        /// Reading within `collected`; `isLast` after the stream was closed.
        case page(isLast: Bool)
        case news
        case invocation
        /// A wait before the current delivery goes on.
        case retry
        case handOver(GivingUp)
        /// A wait before the failure destination is tried again.
        case handOverRetry(GivingUp)
        case commit(Commit)
        /// A wait for a store that is busy.
        case commitRetry(Commit)
    }

    let handler: Handler
    let shard: Int
    let slots: Range<Int>
    let source: EventRecords
    let filters: FilterCriteria
    let random: RandomSource

    /// As it was when the partition was loaded: other numbers of partitions may have done parts of
    /// what follows.
    var progress: ShardProgress
    var checkpoint = SequenceNumber.zero
    /// The open window, as the checkpoint has it.
    var window: WindowState?
    /// The end of the last window that was seen from behind it: all that was given a time before that
    /// end is in the log.
    var windowEndSeen: Timestamp?
    /// Everything up to here is done, skipped, or in the batch that is being collected.
    var position = SequenceNumber.zero
    /// How many records the shard ever had up to where the last page ended, if that can be said.
    var lastOrdinal: Int64?
    /// How many records the shard ever had when the last page was read.
    var countOfAll: Int64?
    /// What was read and not looked at.
    var page: ArraySlice<ChangeRecord> = []
    /// How far the page goes: up to here only records of other slots follow its last record.
    var pageEnd = SequenceNumber.zero
    /// Whether nothing came after the page when it was read.
    var isAtEnd = false
    /// Records that were looked at since the last checkpoint.
    var skipped = 0
    /// When what was skipped gets a checkpoint of its own.
    var idleCheckpointAt: Duration?

    /// The batch that is being collected.
    var collected: CollectedBatch
    /// What is being delivered; above a batch, the final event of the window that it ended.
    var deliveries: [Delivery] = []
    var pending = Pending.nothing
    /// What the response is about that a commit or a window's final event waits for.
    var responded: Responded?

    /// Interruptions in a row without a checkpoint between them, and where it was at the last one.
    private var interruptions = 0
    private var checkpointAtLoad: SequenceNumber?

    /// Bytes of records that are held: read and not looked at, and in the batch.
    package internal(set) var pageBytes = 0
    package internal(set) var batchBytes = 0

    var reports: [PartitionStep.Report] = []
    var moment: PartitionStep.Moment

    package init(
        _ handler: Handler, shard: Int, slots: Range<Int>, source: EventRecords,
        filters: FilterCriteria, random: RandomSource, moment: PartitionStep.Moment
    ) {
        self.handler = handler
        self.shard = shard
        self.slots = slots
        self.source = source
        self.filters = filters
        self.random = random
        self.moment = moment
        progress = ShardProgress(slots: slots, after: .zero)
        collected = CollectedBatch(countMax: handler.definition.batchSize, reservedBytes: 0)
    }

    var definition: HandlerDefinition { handler.definition }
    var policy: DeliveryPolicy { DeliveryPolicy(definition) }
    var isScarce: Bool { moment.bytesLeft <= 0 }

    /// Takes the outcome of the last action and says what to do next.
    package mutating func handle(
        _ event: PartitionStep.Event, at moment: PartitionStep.Moment
    ) -> PartitionStep {
        self.moment = moment
        let action = next(event)
        defer { reports = [] }
        return PartitionStep(reports: reports, action: action)
    }

    mutating func next(_ event: PartitionStep.Event) -> PartitionStep.Action {
        switch event {
        case .ended: return .end(isDrained: false)
        case .moved: return interrupt()
        case .storeFailed(let reason):
            reports.append(.interrupted(reason))
            return interrupt()
        default: break
        }
        let pending = pending
        self.pending = .nothing
        switch pending {
        case .nothing, .restart: return load()
        case .load: return begin(event)
        case .page(let isLast): return take(event, isLast: isLast)
        case .news:
            isAtEnd = false
            return collect()
        case .invocation: return take(event)
        case .retry: return deliver()
        case .handOver(let givingUp): return take(event, givingUp)
        case .handOverRetry(let givingUp): return handOver(givingUp)
        case .commit(let commit): return take(event, commit)
        case .commitRetry(let commit): return perform(commit)
        }
    }

    private mutating func load() -> PartitionStep.Action {
        checkpointAtLoad = checkpoint
        pending = .load
        return .load
    }

    /// Begins at the checkpoint.
    private mutating func begin(_ event: PartitionStep.Event) -> PartitionStep.Action {
        guard case .loaded(let progress, let count) = event else { return unexpected(event) }
        self.progress = progress
        checkpoint = progress.position(of: slots)
        window = definition.windowSeconds > 0 ? progress.window(of: slots) : nil
        position = checkpoint
        lastOrdinal = count
        countOfAll = nil
        page = []
        pageEnd = position
        isAtEnd = false
        skipped = 0
        idleCheckpointAt = nil
        pageBytes = 0
        batchBytes = 0
        deliveries = []
        return beginBatch()
    }

    /// Goes on from the checkpoint, after a wait that grows as long as nothing is done.
    private mutating func interrupt() -> PartitionStep.Action {
        let isFurther = checkpointAtLoad.map { checkpoint > $0 } ?? false
        interruptions = isFurther ? 1 : interruptions + 1
        pending = .restart
        return .pause(delay(afterFailures: interruptions))
    }

    func delay(afterFailures failures: Int) -> Duration {
        DeliveryPolicy.backoff.delay(afterFailures: failures, share: random.share)
    }

    func unexpected(_ event: PartitionStep.Event) -> PartitionStep.Action {
        preconditionFailure("\(event) is no outcome of what the driver was asked for")
    }
}
