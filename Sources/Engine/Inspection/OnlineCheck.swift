import Commands
import Dispatch
import LMDB
import Log
package import Model
import Platform
import Synchronization

/// The check of an open store, on a thread of its own; one at a time.
///
/// It looks at the state as of the last checkpoint, which lies in the main store alone, so it holds
/// up neither writes nor checkpoints nor reads; only the main store's file grows a little more than
/// usual meanwhile. First the main store's pages are read without LMDB, then what they say is
/// compared, then the log is read.
package final class OnlineCheck: Sendable {
    /// How far the check is, or what came of the last one.
    package enum Standing: Sendable {
        /// None was begun since the store was opened.
        case none
        /// The number of items that it has read so far.
        case running(items: Int)
        case ended(Outcome)
        /// It could not be carried out.
        case failed(StoreError)
    }

    /// What a whole check found.
    package struct Outcome: Sendable {
        package let report: IntegrityCheck.Report
        /// The log position of the checkpoint that was checked, and its time.
        package let position: UInt64
        package let time: Timestamp
    }

    private struct State {
        var standing = Standing.none
        var isRunning = false
        var isClosed = false
    }

    private let stack: LayerStack
    private let log: any CommandLog
    private let state = Mutex(State())
    private let isCancelled = Atomic(false)
    private let isDone = DispatchSemaphore(value: 0)

    init(_ stack: LayerStack, _ log: any CommandLog) {
        self.stack = stack
        self.log = log
    }

    package var standing: Standing { state.withLock { $0.standing } }

    /// Begins a check; `false` while one is running, or once the store is closed.
    func start() -> Bool {
        let isBegun = state.withLock { state in
            guard !state.isRunning, !state.isClosed else { return false }
            state.isRunning = true
            state.standing = .running(items: 0)
            return true
        }
        guard isBegun else { return false }
        WorkerThread.start("quipu.check") { [self] in
            let standing: Standing
            do throws(StoreError) {
                standing = .ended(try run { self.note(items: $0) })
            } catch {
                standing = .failed(error)
            }
            state.withLock { state in
                state.standing = standing
                state.isRunning = false
            }
            isDone.signal()
        }
        return true
    }

    private func note(items: Int) {
        state.withLock { if $0.isRunning { $0.standing = .running(items: items) } }
    }

    /// Cancels a running check, waits for its thread to end, and refuses later ones.
    func close() {
        let isRunning = state.withLock { state in
            state.isClosed = true
            return state.isRunning
        }
        isCancelled.store(true, ordering: .releasing)
        if isRunning { isDone.wait() }
    }

    // MARK: The check

    /// Checks on the calling thread; `progress` is called with the number of items read so far.
    ///
    /// Throws `stopped` when the store closes meanwhile.
    func run(progress: @escaping (Int) -> Void) throws(StoreError) -> Outcome {
        let isCancelled = { self.isCancelled.load(ordering: .acquiring) }
        let (base, problems) = try checkPages(isCancelled)
        let time = Timestamp(microseconds: 0)
        var report = IntegrityCheck.Report()
        var applied = AppliedState()
        // LMDB does not survive everything that its file may hold.
        if problems.isEmpty {
            report = try IntegrityCheck.run(
                on: Snapshot(layers: [base], time: time), progress: progress,
                isCancelled: isCancelled)
            applied = try Snapshot(layers: [base], time: time).applied()
        }
        for problem in problems { report.add(damage: problem) }
        if let problem = try logProblem(isCancelled) { report.add(damage: problem) }
        if isCancelled() { throw .stopped }
        return Outcome(report: report, position: applied.position, time: applied.time)
    }

    /// A view of the main store, and what is wrong with its pages.
    private func checkPages(
        _ isCancelled: @escaping () -> Bool
    ) throws(StoreError) -> (LayerReader, [String]) {
        let path = stack.base.environment.path + "/data.mdb"
        while !isCancelled() {
            let base = try stack.beginSettledRead()
            do {
                let problems = try DataFileCheck.problems(
                    ofFile: path, asOf: base.commit, isCancelled: isCancelled)
                if let problems { return (base, problems) }
                // Two checkpoints came in between.
            } catch {
                throw StoreError(error, doing: "reading \(path)")
            }
        }
        throw .stopped
    }

    /// Reads the log to its present end; what a checkpoint takes away meanwhile is passed over.
    private func logProblem(_ isCancelled: () -> Bool) throws(StoreError) -> String? {
        var position = log.segments.first?.firstPosition ?? log.nextPosition
        while true {
            do throws(LogError) {
                var reader = try log.entries(from: position)
                while let entry = try reader.next() {
                    position = entry.position + 1
                    if isCancelled() { return nil }
                }
                return nil
            } catch {
                let first = log.segments.first?.firstPosition ?? log.nextPosition
                guard first > position else { return "\(error)" }
                position = first
            }
        }
    }
}

extension Store {
    /// Checks everything as of the last checkpoint, waiting for it; see `OnlineCheck`.
    package func check(
        progress: @escaping (Int) -> Void = { _ in }
    ) throws(StoreError) -> OnlineCheck.Outcome {
        try partition.onlineCheck.run(progress: progress)
    }

    /// Begins such a check on a thread of its own; `false` while one is running.
    package func startCheck() -> Bool { partition.onlineCheck.start() }

    /// How far the check is, or what came of the last one.
    package var checkStanding: OnlineCheck.Standing { partition.onlineCheck.standing }
}
