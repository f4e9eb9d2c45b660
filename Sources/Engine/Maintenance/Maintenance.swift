import Dispatch
import Platform
import Synchronization

/// The thread that looks after the store once a second.
///
/// It sees to whether the store's files are still there, to expired items, to older items that the
/// expiry index does not know yet, to records past their retention, to the age of the last checkpoint,
/// to the file for the log's next segment, and to the log's syncs when its durability is relaxed.
final class Maintenance: Sendable {
    private static let turnMilliseconds = 1000

    private let report: @Sendable (StoreEvent) -> Void
    private let isStopping = Atomic(false)
    private let isRunning = Atomic(false)
    private let signal = DispatchSemaphore(value: 0)
    private let isDone = DispatchSemaphore(value: 0)

    init(report: @escaping @Sendable (StoreEvent) -> Void) {
        self.report = report
    }

    /// Starts the thread; it keeps the store alive until `stop`.
    func start(on store: Store) {
        isRunning.store(true, ordering: .releasing)
        WorkerThread.start("quipu.maintain") { [self] in
            let sweeper = TTLSweeper(store: store)
            let backfill = Backfill(store: store)
            let retention = StreamRetention(store: store)
            var fileTrouble: StoreError?
            while !isStopping.load(ordering: .acquiring) {
                store.partition.nudge()
                // One that fails does not keep the others from their work.
                verifyFiles(of: store, &fileTrouble)
                _ = attempt(store.partition.syncLog)
                _ = attempt(retention.stepEverySecond)
                _ = attempt(store.partition.prepareLog)
                // A full step means that more is waiting.
                let isMoreToSweep = (attempt(sweeper.step) ?? 0) >= TTLSweeper.stepMax
                let isMoreToFill = (attempt(backfill.step) ?? 0) >= Backfill.stepMax
                if isMoreToSweep || isMoreToFill { continue }
                _ = signal.wait(timeout: .now() + .milliseconds(Maintenance.turnMilliseconds))
            }
            isDone.signal()
        }
    }

    /// Looks after the store's files; a trouble that lasts is told once.
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
