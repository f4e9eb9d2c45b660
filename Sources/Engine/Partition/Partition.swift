import Dispatch
import LMDB
import Log
import Model

/// One log with the state that follows from it and the writer that keeps both together.
///
/// A store has one of them. All that a store of several would have per part lies here; what it would
/// have once (the directory, the clock, maintenance) lies in `Store`.
final class Partition: Sendable {
    let published: Published
    let onlineCheck: OnlineCheck
    private let log: any CommandLog
    private let stack: LayerStack
    private let inbox: Inbox
    private let writer: Writer
    private let checkpointer: Checkpointer

    /// Takes the parts over and starts the threads that work on them.
    init(_ opened: consuming sending OpenedStore, _ options: StoreOptions) {
        published = opened.published
        log = opened.log
        stack = opened.stack
        checkpointer = opened.checkpointer
        onlineCheck = OnlineCheck(opened.stack, opened.log)
        inbox = Inbox(countMax: options.pendingWritesMax, bytesMax: options.pendingBytesMax)
        writer = Writer(inbox: inbox)
        checkpointer.start()
        writer.start(opened.pipeline)
    }

    // MARK: Writing

    /// Hands a command to the writer.
    func offer(_ pending: Pending) -> Inbox.Answer { inbox.offer(pending) }

    /// Lets the writer see whether a checkpoint is due.
    func nudge() { inbox.ring() }

    // MARK: Reading

    /// The state as of now, as one sees it at `time`.
    func beginRead(at time: Timestamp) throws(StoreError) -> Snapshot {
        Snapshot(layers: try stack.beginRead(), time: time)
    }

    /// The state as of the last checkpoint, for reads that take long.
    func beginSettledRead(at time: Timestamp) throws(StoreError) -> Snapshot {
        Snapshot(layers: [try stack.beginSettledRead()], time: time)
    }

    // MARK: Sizes

    /// Bytes of the main store's file, and of its pages that nothing uses.
    func baseSizes() throws(StoreError) -> (used: Int, reusable: Int) {
        do {
            let environment = stack.base.environment
            return (try environment.statistics().usedBytes, try environment.reusableBytes())
        } catch {
            throw StoreError(error, doing: "measuring base")
        }
    }

    /// The parts of the log, the oldest first.
    var logSegments: [StoreStatus.Segment] {
        log.segments.map {
            StoreStatus.Segment(
                name: $0.name, firstPosition: $0.firstPosition, endPosition: $0.endPosition)
        }
    }

    // MARK: Maintenance

    /// Makes ready what the log's next appends need, so that no group waits for it.
    func prepareLog() throws(StoreError) {
        do {
            try log.prepare()
        } catch {
            throw StoreError(error)
        }
    }

    /// Puts on disk what a log with relaxed durability has not synced yet; with full durability that is
    /// the writer's affair.
    func syncLog() throws(StoreError) {
        guard !log.isDurable, log.syncedPosition < log.nextPosition else { return }
        do {
            try log.sync()
        } catch {
            throw StoreError(error)
        }
    }

    /// What is wrong with the files of log and layers; a log that is lost has stopped then.
    func fileProblem() throws(StoreError) -> String? {
        do {
            if let problem = try log.stopIfLost() { return problem }
        } catch {
            throw StoreError(error)
        }
        do throws(StoreError) {
            try stack.checkFilesInUse()
        } catch .corrupt(let problem, _) {
            return problem
        }
        if let failure = log.noteFailure { throw StoreError(lookingAt: failure) }
        return nil
    }

    /// Stops the log for a problem of the store's files; returns what is to be said of it.
    func stop(_ problem: String) -> String {
        log.stop(problem)
        guard log.isLost else { return problem }
        // The writer saves everything to the main store, which nothing else has on disk any more.
        _ = seal()
        return log.lossMessage(problem)
    }

    /// Has the writer seal the active memtable after everything that waits; `false` once it has ended.
    private func seal() -> Bool {
        let isSealed = DispatchSemaphore(value: 0)
        guard inbox.requestSeal({ isSealed.signal() }) else { return false }
        isSealed.wait()
        return true
    }

    /// Moves everything that was committed before this call to the main store.
    func checkpoint() throws(StoreError) {
        guard seal() else { throw .stopped }
        try checkpointer.runNow()
    }

    // MARK: The end

    /// Commits what was accepted, checkpoints and closes the files.
    ///
    /// - Parameter report: called when it cannot be found out whether the log's files are in place.
    func close(report: (StoreError) -> Void) throws(StoreError) {
        onlineCheck.close()
        // Files that went away a moment ago: then the writer saves everything to the main store
        // when it ends.
        do {
            if failure == nil { _ = try log.stopIfLost() }
        } catch {
            report(StoreError(error))
        }
        inbox.close()
        writer.waitUntilDone()
        checkpointer.stop()
        defer { stack.close() }
        // After a failure the log is the truth, and the next start replays it.
        if failure == nil { try checkpointer.runNow() }
        do {
            try log.close()
        } catch {
            throw StoreError(error)
        }
    }

    private var failure: StoreError? { published.read { $0.failure } }
}
