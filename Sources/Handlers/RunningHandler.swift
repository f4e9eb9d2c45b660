import Engine
import Model
import Platform
import Synchronization

/// One handler as it is defined now, from the start of its partitions to their end.
final class RunningHandler: Sendable {
    /// A part of a shard's slots.
    private struct Partition {
        let shard: Int
        let slots: Range<Int>
        /// Signalled when the stream has news.
        let news = AsyncSignal()
    }

    let handler: Handler
    let invokers: InvokerPool
    private let context: HandlerContext
    private let grace: Duration
    private let partitions: [Partition]
    private let drained = Atomic(false)
    /// Signalled to end it, by itself when its partitions have ended, and once nothing of it is left.
    private let stopping = AsyncSignal()
    private let partitionsEnded = AsyncSignal()
    private let ended = AsyncSignal()

    init(_ context: HandlerContext, grace: Duration) {
        self.context = context
        self.grace = grace
        handler = context.handler
        invokers = context.invokers
        partitions = RunningHandler.places(of: context.definition.lanes, in: context.stream)
            .map { Partition(shard: $0.shard, slots: $0.slots) }
    }

    /// One for each partition, to be signalled when the stream has news.
    var news: [AsyncSignal] { partitions.map(\.news) }

    /// Whether nothing is left to do in its stream, to which nothing will come any more.
    var isDrained: Bool { drained.load(ordering: .acquiring) }

    /// Runs the partitions until `end` is called or the task is cancelled; returns when the
    /// processes are gone.
    ///
    /// From then on no event begins; events that have begun may take the grace period.
    ///
    /// - Parameter onDrained: called once all partitions have come to the end of a closed stream.
    func run(onDrained: @escaping @Sendable () -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                if await self.runPartitions() {
                    self.drained.store(true, ordering: .releasing)
                    onDrained()
                }
                self.partitionsEnded.signal()
            }
            await stopping.wait()
            group.cancelAll()
            await Task.withoutCancellation { await self.stopAfterGrace() }
        }
        ended.signal()
    }

    /// Ends the partitions and returns when the processes are gone, also in a cancelled task: none
    /// of them may run when new partitions take their place, or when the store is closed.
    func end() async {
        stopping.signal()
        await Task.withoutCancellation { await self.ended.wait() }
    }

    private func runPartitions() async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            for partition in partitions {
                group.addTask { [context] in
                    var driver = PartitionDriver(
                        context, shard: partition.shard, slots: partition.slots,
                        news: partition.news)
                    return await driver.run()
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    private func stopAfterGrace() async {
        let clock = context.clock
        await partitionsEnded.wait(until: clock.elapsed + grace, on: clock)
        await invokers.stop()
    }

    /// The shards of a stream in equal parts.
    private static func places(
        of count: Int, in stream: ChangeStream
    ) -> [(shard: Int, slots: Range<Int>)] {
        (0..<stream.settings.shards).flatMap { shard in
            let slots = stream.slots(ofShard: shard)
            let count = min(max(count, 1), slots.count)
            return (0..<count).map { part in
                let first = slots.lowerBound + slots.count * part / count
                let end = slots.lowerBound + slots.count * (part + 1) / count
                return (shard, first..<end)
            }
        }
    }

    /// How many partitions a handler has.
    static func partitionCount(of definition: HandlerDefinition, in stream: ChangeStream) -> Int {
        places(of: definition.lanes, in: stream).count
    }
}
