import Engine
import Logging
import Model
import Platform

/// Delivers the changes of one part of a shard's slots, in order, one batch at a time.
///
/// What it keeps in memory can be lost at any time: it goes on from the checkpoint, which moves only
/// together with the effects of what lies before it.
struct Lane {
    /// How long what was filtered out waits for a checkpoint of its own when nothing is delivered,
    /// and how many records it may be: so much is filtered once more after a crash.
    static let idleCheckpointDelay = Duration.seconds(1)
    static let skippedMax = 10_000
    /// Of a page that is read at once.
    static let pageRecordsMax = 1000
    static let pageBytesMax = 1 << 20
    /// How long after a window's end it is closed when nothing comes, so that those who write when it
    /// ends need not wait for it.
    static let windowGraceMicroseconds: Int64 = 1_000_000

    let context: LaneContext
    let shard: Int
    let slots: Range<Int>
    let bell: Bell
    let source: EventRecords
    /// What it holds of the bytes that all handlers share.
    let held: HeldBytes

    /// As it was when the lane began: other numbers of lanes may have done parts of what follows.
    var progress: ShardProgress
    /// Where the checkpoint stands.
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
    /// How far the page goes: behind its last record are only those of other slots.
    var pageEnd = SequenceNumber.zero
    /// Whether nothing came after the page when it was read.
    var isAtEnd = false
    var skipped = 0
    /// When what was skipped gets a checkpoint of its own.
    var idleCheckpointAt: Duration?

    init(_ context: LaneContext, shard: Int, slots: Range<Int>, bell: Bell) {
        self.context = context
        self.shard = shard
        self.slots = slots
        self.bell = bell
        held = HeldBytes(context.budget.bytes, own: context.ownBytes)
        source = EventRecords(stream: context.stream, shard: shard, settings: context.settings)
        progress = ShardProgress(slots: slots, after: .zero)
    }

    /// Works until the stream is closed and delivered, or the task is cancelled; answers whether it
    /// has nothing left to do.
    mutating func run() async -> Bool {
        var failures = 0
        while !Task.isCancelled {
            let before = checkpoint
            do throws(LaneInterruption) {
                try await load()
                try await work()
                return true
            } catch {
                switch error {
                case .ended: return false
                case .moved: break
                case .failed(let failure):
                    log.error("a handler cannot go on: \(failure.message)")
                    context.counters.held(failure.message)
                }
                failures = checkpoint > before ? 1 : failures + 1
                await pause(afterFailures: failures)
            }
        }
        return false
    }

    var log: Logger {
        var log = context.logger
        log[metadataKey: "handler"] = "\(context.definition.name)"
        log[metadataKey: "shard"] = "\(shard)"
        return log
    }

    private mutating func work() async throws(LaneInterruption) {
        while true {
            switch try await collect() {
            case .records(let records):
                try await deliver(records)
                held.releaseBatch()
            case .windowEnd: try await closeWindow()
            case .streamEnd: return
            }
        }
    }

    /// Begins at the checkpoint.
    private mutating func load() async throws(LaneInterruption) {
        let id = context.handler.id
        // One that was defined anew is for the lanes of its new definition.
        guard context.store.handler(id)?.generation == context.handler.generation else {
            throw .ended
        }
        let stream = context.stream
        let store = context.store
        let shard = shard
        let slots = slots
        let (progress, count) = try await read {
            snapshot throws(StoreError) -> (ShardProgress?, Int64?) in
            guard let progress = try snapshot.progress(of: id, shard: shard) else {
                return (nil, nil)
            }
            let count = try snapshot.recordCount(
                of: stream, shard: shard, upTo: progress.position(of: slots), in: store)
            return (progress, count)
        }
        guard let progress else { throw .ended }
        held.resizePage(to: 0)
        held.releaseBatch()
        self.progress = progress
        checkpoint = progress.position(of: slots)
        window = context.definition.windowSeconds > 0 ? progress.window(of: slots) : nil
        position = checkpoint
        lastOrdinal = count
        countOfAll = nil
        page = []
        pageEnd = position
        isAtEnd = false
        skipped = 0
        idleCheckpointAt = nil
    }

    /// Reads from the store on a thread for that; never an event loop, never a shared one.
    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws(StoreError) -> Answer
    ) async throws(LaneInterruption) -> Answer {
        let store = context.store
        let result: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
            let isAccepted = context.pool.run {
                do throws(StoreError) {
                    continuation.resume(returning: .success(try store.read(body)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isAccepted {
                continuation.resume(returning: .failure(.busy("too many reads are waiting")))
            }
        }
        do throws(StoreError) {
            return try result.get()
        } catch .stopped {
            throw .ended
        } catch {
            throw .failed(error)
        }
    }

    func pause(afterFailures failures: Int) async {
        let delay = DeliveryPolicy.backoff.delay(
            afterFailures: failures, share: context.random.share)
        await context.clock.sleep(until: context.clock.elapsed + delay)
    }

    func endIfCancelled() throws(LaneInterruption) {
        if Task.isCancelled { throw .ended }
    }
}
