import Log
import Model

/// Decides when the active memtable is sealed and handed to the checkpointer: when it is large enough or
/// old enough, when a caller requests it, or when there is no space for more.
///
/// Confined to the writer's thread, and to the start's before that.
final class CheckpointTrigger {
    private let log: any CommandLog
    private let stack: LayerStack
    private let space: MemtableSpace
    private let checkpointer: Checkpointer
    private let clock: any TimeSource

    /// How far the state has come.
    private(set) var applied: AppliedState
    /// Bytes of pages that the active memtable uses.
    private(set) var activeBytes = 0
    /// Of the memtable that was sealed last, when it was.
    private var sealedBytes = 0
    /// Once the writer has stopped for good, what the log has is the truth, and the main store
    /// stays as it is.
    var hasStopped = false

    init(
        log: any CommandLog, stack: LayerStack, space: MemtableSpace, checkpointer: Checkpointer,
        applied: AppliedState, clock: any TimeSource
    ) {
        self.log = log
        self.stack = stack
        self.space = space
        self.checkpointer = checkpointer
        self.applied = applied
        self.clock = clock
    }

    /// Takes in what the state has come to.
    func note(_ applied: AppliedState, activeBytes: Int) {
        self.applied = applied
        self.activeBytes = activeBytes
    }

    /// Roughly how many bytes the main store may need to take over all that lies above it: what is
    /// new, and its own pages that are copied for it.
    var settlingBytes: Int {
        2 * (activeBytes + (stack.canSeal ? 0 : sealedBytes))
    }

    /// Whether writes have outrun the checkpoint.
    var isOverrun: Bool { activeBytes > space.activeBytesMax && !stack.canSeal }

    // MARK: Sealing

    /// Hands the active memtable to the checkpointer when it is large enough or old enough.
    func sealWhenDue() {
        guard !hasStopped, activeBytes > 0 else { return }
        guard activeBytes >= space.sealBytes || checkpointer.isDue(at: applied, now: clock.now())
        else { return }
        if seal() { checkpointer.wake() }
    }

    /// Seals what there is, waiting for the checkpoint that runs.
    func sealNow() {
        if log.isLost { return saveAll() }
        guard !hasStopped, activeBytes > 0 else { return }
        // A checkpoint that still runs must give the standby back first; its failure has been reported.
        while !stack.canSeal, checkpointer.runIgnoringFailure() {}
        _ = seal()
    }

    private func seal() -> Bool {
        guard stack.seal() else { return false }
        checkpointer.note(sealedAt: applied, now: clock.now())
        sealedBytes = activeBytes
        activeBytes = 0
        return true
    }

    // MARK: Where space is short

    /// Between two parts of a group: lets the memtable go to the main store once it is too large,
    /// waiting for the checkpoint that runs.
    func makeRoom() {
        if activeBytes > space.activeBytesMax { sealNow() } else { sealWhenDue() }
    }

    /// Lets the memtable go to the main store because there is no space for another group: the
    /// checkpoint shortens the log, and the memtable is used again.
    func sealForSpace() {
        guard activeBytes > 0 else { return }
        if seal() { checkpointer.wake() }
    }

    /// The same at once, for commands that are in the log already; returns whether anything is gained.
    func settleForSpace() -> Bool {
        guard activeBytes > 0 else { return false }
        sealNow()
        guard activeBytes == 0 else { return false }
        if checkpointer.runIgnoringFailure() {
            // Both memtables are empty now; one of them has blocks already.
            stack.swapEmpty { space.heldBytes(of: $0) }
        }
        return true
    }

    /// Moves what a start has replayed to the main store when it is too large.
    ///
    /// One checkpoint may fail: the other memtable has room as well.
    func settleReplayed() throws(StoreError) {
        guard activeBytes > space.activeBytesMax else { return }
        if !stack.canSeal { try checkpointer.runNow() }
        if seal() { _ = checkpointer.runIgnoringFailure() }
    }

    // MARK: When the log is lost

    /// Moves everything that was acknowledged to the main store, as nothing else has it; then notes
    /// that the log may begin anew.
    ///
    /// A checkpoint that fails has been reported; then the next start says what is lost.
    func saveAll() {
        guard !log.isSettled else { return }
        while !stack.canSeal, checkpointer.runIgnoringFailure() {}
        if activeBytes > 0, !seal() { return }
        guard checkpointer.runIgnoringFailure() else { return }
        do {
            try log.settle(before: applied.position + 1)
        } catch {
            checkpointer.report(StoreError(error))
        }
    }

    /// The failure to report for one of the log; when its files are lost, first saves everything to
    /// base.
    func saved(_ failure: StoreError) -> StoreError {
        guard log.failure != nil else { return failure }
        do {
            guard let problem = try log.stopIfLost() else { return failure }
            saveAll()
            return .writesFailed(log.lossMessage(problem))
        } catch {
            // Whether the log is lost could not be found out either; what it holds stays.
            return failure
        }
    }
}
