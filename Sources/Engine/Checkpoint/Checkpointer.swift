import Commands
import Dispatch
import LMDB
import Log
import Model
import Platform
import Synchronization

/// Moves the sealed memtable into the main store, in key order, in one durable transaction.
///
/// It runs on a thread of its own and stops neither reads nor writes. When it fails, the main store
/// is as it was and the sealed memtable stays: the next try does all of it again.
final class Checkpointer: Sendable {
    /// What the writer must know to decide when the next one is due.
    private struct State {
        var lastSealed: AppliedState
        var sealedPosition: UInt64 = 0
        var isClosing = false
        var hasStopped = false
    }

    private let stack: LayerStack
    private let log: any CommandLog
    private let intervalMicroseconds: Int64
    private let collectedEntriesMax: Int
    private let reported: @Sendable (CheckpointReport) -> Void
    /// Called once when the main store can neither be written nor read any more before it is opened
    /// anew.
    private let stopped: @Sendable (StoreError) -> Void
    private let state: Mutex<State>
    /// One checkpoint at a time, whichever thread runs it.
    private let running = Mutex(())
    private let semaphore = DispatchSemaphore(value: 0)
    private let isDone = DispatchSemaphore(value: 0)

    /// Seconds until a failed checkpoint is tried again.
    private static let retrySeconds = 1

    init(
        stack: LayerStack, log: any CommandLog, base: AppliedState, intervalMicroseconds: Int64,
        collectedEntriesMax: Int, report: @escaping @Sendable (CheckpointReport) -> Void,
        stopped: @escaping @Sendable (StoreError) -> Void
    ) {
        self.stack = stack
        self.log = log
        self.intervalMicroseconds = intervalMicroseconds
        self.collectedEntriesMax = collectedEntriesMax
        reported = report
        self.stopped = stopped
        state = Mutex(State(lastSealed: base))
    }

    func start() {
        WorkerThread.start("quipu.checkpt") { [self] in
            while !state.withLock({ $0.isClosing }) {
                // A sealed memtable is still there, or could not be emptied.
                let isRetry = !stack.canSeal
                if isRetry {
                    _ = semaphore.wait(timeout: .now() + .seconds(Checkpointer.retrySeconds))
                } else {
                    semaphore.wait()
                }
                _ = runIgnoringFailure()
            }
            isDone.signal()
        }
    }

    /// Runs the next checkpoint on this object's thread.
    func wake() {
        semaphore.signal()
    }

    /// Ends the thread after the checkpoint that runs.
    func stop() {
        state.withLock { $0.isClosing = true }
        semaphore.signal()
        isDone.wait()
    }

    // MARK: For the writer

    /// Whether so much time has passed since the last seal that the log should be shortened.
    func isDue(at applied: AppliedState, now: Timestamp) -> Bool {
        let last = state.withLock { $0.lastSealed }
        return applied.position > last.position
            && now.microseconds - last.time.microseconds >= intervalMicroseconds
    }

    func note(sealedAt applied: AppliedState, now: Timestamp) {
        state.withLock { state in
            state.lastSealed = applied
            state.lastSealed.time = now
            state.sealedPosition = applied.position
        }
    }

    // MARK: The checkpoint

    /// Runs a checkpoint if one is waiting; answers whether it went well.
    func runIgnoringFailure() -> Bool {
        do {
            try runNow()
            return true
        } catch {
            // `runNow` has reported it; the sealed memtable stays for the next try.
            return false
        }
    }

    /// Moves the sealed memtable to the main store now, if there is one.
    func runNow() throws(StoreError) {
        try running.withLock { _ throws(StoreError) in
            guard let sealed = stack.sealed else { return try stack.readyStandby() }
            let position = state.withLock { $0.sealedPosition }
            var result = CheckpointReport(position: position)
            do throws(StoreError) {
                // What is moved to a file without a name is lost, and the log must keep it.
                try stack.base.checkFileInUse()
                try syncLog(through: position)
                let hasRoom = try stack.growBase(by: sealed)
                try move(sealed, &result, hasRoom: hasRoom)
                stack.retireSealed()
                try stack.readyStandby()
                try stack.base.checkFileInUse()
                try trimLog(before: position + 1)
            } catch {
                result.failure = error
            }
            reported(result)
            if let failure = result.failure {
                reportIfStopped(by: failure)
                throw failure
            }
        }
    }

    /// Reports once that base's meta page could not be written: LMDB refuses the file from then on,
    /// so writes stop.
    private func reportIfStopped(by failure: StoreError) {
        guard stack.base.environment.mustBeReopened else { return }
        let isFirst = state.withLock { state in
            defer { state.hasStopped = true }
            return !state.hasStopped
        }
        guard isFirst else { return }
        stopped(
            .writesFailed(
                "base cannot be written: \(failure.message) The log has everything; a restart goes "
                    + "on from it"))
    }

    /// - Parameter hasRoom: whether the main store's map surely holds all of it; most times it does
    ///   even if not.
    private func move(
        _ sealed: Layer, _ result: inout CheckpointReport, hasRoom: Bool
    ) throws(StoreError) {
        var interruptions = 0
        while true {
            var attempt = result
            do throws(StoreError) {
                try moveOnce(sealed, &attempt)
                result = attempt
                return
            } catch {
                if error.isPassing, interruptions < EngineLimits.checkpointInterruptionsMax {
                    interruptions += 1
                    continue
                }
                if error.isMapFull, !hasRoom {
                    throw .busy(
                        "base's address space is full, and long reads keep it from growing",
                        error.call)
                }
                throw error
            }
        }
    }

    /// All of it, or nothing when it throws.
    private func moveOnce(
        _ sealed: Layer, _ result: inout CheckpointReport
    ) throws(StoreError) {
        var base = try BaseWriter(stack.base, for: "a checkpoint")
        result.entries += try base.takeOver(sealed)
        result.collected = try GarbageCollection(entriesMax: collectedEntriesMax)
            .run(on: &base, moved: result.entries)
        try base.commit()
    }

    /// The main store must never be ahead of what a power cut leaves of the log.
    ///
    /// With full durability it never is.
    private func syncLog(through position: UInt64) throws(StoreError) {
        // A log whose files are gone cannot be synced; base has to hold everything itself.
        guard log.syncedPosition <= position, !log.isLost else { return }
        do {
            try log.sync()
        } catch {
            throw StoreError(error)
        }
    }

    /// Reports that the step for which a checkpoint was made failed after it.
    func report(_ failure: StoreError) {
        var result = CheckpointReport(position: state.withLock { $0.sealedPosition })
        result.failure = failure
        reported(result)
    }

    private func trimLog(before position: UInt64) throws(StoreError) {
        guard !log.isLost else { return }
        do {
            try log.trim(before: position)
        } catch {
            throw StoreError(error)
        }
    }
}

/// What one checkpoint did, for the log and the metrics.
package struct CheckpointReport: Sendable {
    /// The main store now stands at this log position, unless it failed.
    package let position: UInt64
    package var entries = 0
    /// What it took out of the main store.
    package var collected: [CollectorKind: Int] = [:]
    package var failure: StoreError?
}
