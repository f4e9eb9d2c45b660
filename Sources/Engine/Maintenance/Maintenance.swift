import Dispatch
import Model
import Platform
import Synchronization

/// The thread that maintains the store once a second.
///
/// It checks that the store's files are still in place, has a memtable sealed when the last
/// checkpoint is too old, prepares the file of the log's next segment, and syncs the log when its
/// durability is relaxed. Then it runs the collectors in steps of bounded size: one that finds more
/// than a step's worth runs again until nothing is left or the second is over.
final class Maintenance: Sendable {
    private static let turnMilliseconds = 1000

    /// Reports what happens in the store, and counts what its checkpoints collect.
    let report: @Sendable (StoreEvent) -> Void
    private let collected: MaintenanceFigures
    private let isStopping = Atomic(false)
    private let isRunning = Atomic(false)
    private let signal = DispatchSemaphore(value: 0)
    private let isDone = DispatchSemaphore(value: 0)

    init(report: @escaping @Sendable (StoreEvent) -> Void) {
        let collected = MaintenanceFigures()
        self.collected = collected
        self.report = { event in
            collected.note(event)
            report(event)
        }
    }

    /// What the collectors have done.
    var figures: [CollectorKind: CollectorFigures] { collected.all }

    /// Starts the thread; it keeps the store alive until `stop`.
    func start(on store: Store) {
        isRunning.store(true, ordering: .releasing)
        WorkerThread.start("quipu.maintain") { [self] in
            let collectors: [any Collector] = [
                StreamRetention(store: store), TTLSweeper(store: store), Backfill(store: store),
            ]
            var fileTrouble: StoreError?
            while !isStopping.load(ordering: .acquiring) {
                store.partition.nudge()
                // One that fails does not keep the others from their work.
                verifyFiles(of: store, &fileTrouble)
                _ = attempt(store.partition.syncLog)
                _ = attempt(store.partition.prepareLog)
                // Only now: work that takes longer than a turn must not be begun again at once.
                let end = DispatchTime.now() + .milliseconds(Maintenance.turnMilliseconds)
                run(collectors, until: end)
                if !isStopping.load(ordering: .acquiring) { _ = signal.wait(timeout: end) }
            }
            isDone.signal()
        }
    }

    private func run(_ collectors: [any Collector], until end: DispatchTime) {
        var waiting = collectors
        repeat {
            waiting = waiting.filter { collector in
                attempt { () throws(StoreError) in try step(collector) }?.hasMore ?? false
            }
        } while !waiting.isEmpty && DispatchTime.now() < end
            && !isStopping.load(ordering: .acquiring)
    }

    /// Does a step and counts what it came to.
    func step(_ collector: any Collector) throws(StoreError) -> CollectorStep {
        do throws(StoreError) {
            let step = try collector.step(budget: Limits.expiriesPerCommandMax)
            collected.count(step.entries, of: collector.kind)
            return step
        } catch {
            if error != .stopped { collected.countFailure(of: collector.kind) }
            throw error
        }
    }

    /// Checks that the store's files are in place; a problem that lasts is reported once.
    private func verifyFiles(of store: Store, _ trouble: inout StoreError?) {
        do throws(StoreError) {
            try store.verifyFiles()
            trouble = nil
        } catch .stopped {
            isStopping.store(true, ordering: .releasing)
        } catch {
            if trouble != error { report(.upkeepFailed(error)) }
            trouble = error
        }
    }

    private func attempt<Outcome>(_ work: () throws(StoreError) -> Outcome) -> Outcome? {
        do throws(StoreError) {
            return try work()
        } catch .stopped {
            isStopping.store(true, ordering: .releasing)
        } catch {
            report(.upkeepFailed(error))
        }
        return nil
    }

    /// Ends the thread after the step that runs.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        guard isRunning.load(ordering: .acquiring) else { return }
        signal.signal()
        isDone.wait()
    }
}
