import Platform
import Synchronization
import Testing

@Suite("Task nursery") struct TaskNurseryTests {
    @Test func `what is begun outlives the call and is there when it is asked for`() async {
        let nursery = TaskNursery()
        async let running: Void = nursery.run()
        let task = nursery.begin { 7 }
        #expect(await task?.value == 7)
        #expect(await task?.value == 7)
        nursery.close()
        await running
    }

    @Test func `what is begun before the nursery runs waits for it`() async {
        let nursery = TaskNursery()
        let task = nursery.begin { 7 }
        nursery.close()
        await nursery.run()
        #expect(await task?.value == 7)
    }

    @Test func `a closed nursery begins nothing`() async {
        let nursery = TaskNursery()
        nursery.close()
        #expect(nursery.begin { 7 } == nil)
        await nursery.run()
    }

    @Test func `run returns when all that was begun has ended`() async {
        let nursery = TaskNursery()
        let (first, second) = (AsyncSignal(), AsyncSignal())
        let ended = Ended()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await nursery.run()
                #expect(ended.count == 2)
            }
            for signal in [first, second] {
                _ = nursery.begin {
                    await signal.wait()
                    ended.add()
                }
            }
            nursery.close()
            first.signal()
            second.signal()
        }
    }

    @Test func `one task is cancelled without the others`() async {
        let nursery = TaskNursery()
        async let running: Void = nursery.run()
        let news = AsyncSignal()
        let (one, other) = (
            nursery.begin { () -> Bool in
                await AsyncSignal().wait()
                return Task.isCancelled
            },
            nursery.begin { () -> Bool in
                await news.wait()
                return Task.isCancelled
            }
        )
        one?.cancel()
        #expect(await one?.value == true)
        news.signal()
        #expect(await other?.value == false)
        nursery.close()
        await running
    }

    @Test func `what is left when the nursery is cancelled is cancelled, too`() async {
        let nursery = TaskNursery()
        async let running: Void = nursery.run()
        let task = nursery.begin { () -> Bool in
            await AsyncSignal().wait()
            return Task.isCancelled
        }
        nursery.cancel()
        #expect(await task?.value == true)
        #expect(nursery.begin { 7 } == nil)
        await running
    }

    @Test func `a closed nursery can still be cancelled`() async {
        let nursery = TaskNursery()
        let begun = AsyncSignal()
        async let running: Void = nursery.run()
        let task = nursery.begin { () -> Bool in
            begun.signal()
            await AsyncSignal().wait()
            return Task.isCancelled
        }
        await begun.wait()
        nursery.close()
        // Gives `run` a chance to see that it is closed before it is cancelled.
        for _ in 0..<100 { await Task.yield() }
        nursery.cancel()
        #expect(await task?.value == true)
        await running
    }

    @Test func `a nursery whose task is cancelled cancels its tasks and begins nothing more`() async
    {
        let nursery = TaskNursery()
        let task = nursery.begin { () -> Bool in
            await AsyncSignal().wait()
            return Task.isCancelled
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await nursery.run() }
            group.cancelAll()
        }
        #expect(await task?.value == true)
        #expect(nursery.begin { 7 } == nil)
    }
}

/// How many tasks have ended.
private final class Ended: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() { value.withLock { $0 += 1 } }
}
