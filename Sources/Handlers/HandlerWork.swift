import Engine
import Model
import Synchronization

/// The lanes of one handler as it is defined now, from their start to their end.
final class HandlerWork: Sendable {
    let handler: Handler
    /// One for each lane; rung when the stream has news.
    let bells: [Bell]
    let invokers: InvokerPool
    private let clock: any HandlerClock
    private let grace: Duration
    private let drained: DrainedFlag
    private let lanes: Task<Void, Never>

    /// - Parameter onDrained: called once all lanes have come to the end of a closed stream.
    init(_ context: LaneContext, grace: Duration, onDrained: @escaping @Sendable () -> Void) {
        handler = context.handler
        invokers = context.invokers
        clock = context.clock
        self.grace = grace
        let places = HandlerWork.places(of: context.definition.lanes, in: context.stream)
        let bells = places.map { _ in Bell() }
        self.bells = bells
        let drained = DrainedFlag()
        self.drained = drained
        lanes = Task {
            let isDrained = await withTaskGroup(of: Bool.self) { group in
                for (place, bell) in zip(places, bells) {
                    group.addTask {
                        var lane = Lane(
                            context, shard: place.shard, slots: place.slots, bell: bell)
                        return await lane.run()
                    }
                }
                return await group.reduce(true) { $0 && $1 }
            }
            guard isDrained else { return }
            drained.set()
            onDrained()
        }
    }

    /// Whether nothing is left to do in its stream, to which nothing will come any more.
    var isDrained: Bool { drained.isSet }

    /// The shards of a stream in equal parts.
    private static func places(
        of lanes: Int, in stream: ChangeStream
    ) -> [(shard: Int, slots: Range<Int>)] {
        (0..<stream.settings.shards).flatMap { shard in
            let slots = stream.slots(ofShard: shard)
            let count = min(max(lanes, 1), slots.count)
            return (0..<count).map { lane in
                let first = slots.lowerBound + slots.count * lane / count
                let end = slots.lowerBound + slots.count * (lane + 1) / count
                return (shard, first..<end)
            }
        }
    }

    /// How many lanes a handler has.
    static func laneCount(of definition: HandlerDefinition, in stream: ChangeStream) -> Int {
        places(of: definition.lanes, in: stream).count
    }

    /// Ends the lanes, and returns when the processes are gone.
    ///
    /// No event begins any more; those in work have `grace` to be answered.
    func end() async {
        lanes.cancel()
        let invokers = invokers
        let lanes = lanes
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await lanes.value }
            group.addTask { [clock, grace] in
                await clock.sleep(until: clock.elapsed + grace)
                if !Task.isCancelled { await invokers.stop() }
            }
            // Whichever is first: lanes that are done, or an end to waiting for them.
            await group.next()
            group.cancelAll()
            await lanes.value
        }
        await invokers.stop()
    }
}

/// Set once, from any thread.
private final class DrainedFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() {
        flag.store(true, ordering: .releasing)
    }
}
