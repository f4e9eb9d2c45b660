import Platform
import Synchronization

/// The invokers of one handler, lent to one partition at a time.
///
/// The invoker that came back last is lent first, so that a handler with little to do keeps one
/// process busy and lets the others end. Partitions that find none wait in the order of their
/// calls.
final class InvokerPool: Sendable {
    /// An invoker on loan.
    struct Lent: Sendable {
        fileprivate let number: Int
        let invoker: any Invoker
    }

    private struct Waiter {
        let number: Int
        let continuation: CheckedContinuation<Lent?, Never>
    }

    private struct State {
        /// Each has one of the budget's permits for idle processes.
        var idle: [Lent] = []
        var all: [Int: any Invoker] = [:]
        var waiters: [Waiter] = []
        var nextNumber = 0
        var isStopped = false

        mutating func number() -> Int {
            nextNumber += 1
            return nextNumber
        }
    }

    private let state = Mutex(State())
    private let size: Int
    private let budget: HandlerBudget
    private let make: @Sendable () -> any Invoker

    init(size: Int, budget: HandlerBudget, make: @escaping @Sendable () -> any Invoker) {
        self.size = min(max(size, 1), RunnerLimits.processesPerHandlerMax)
        self.budget = budget
        self.make = make
    }

    /// Lends an invoker; `nil` when the pool has stopped or the task is cancelled.
    func borrow() async -> Lent? {
        let number = state.withLock { $0.number() }
        let lent: Lent? = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                lend(Waiter(number: number, continuation: continuation))
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let index = state.waiters.firstIndex { $0.number == number }
                return index.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: nil)
        }
        guard let lent else { return nil }
        // Acquired last: a partition that waits for an invoker must not hold a permit with which
        // another one could run its own.
        guard await budget.working.acquire(1) else {
            await reclaim(lent)
            return nil
        }
        return lent
    }

    private func lend(_ waiter: Waiter) {
        let (isDone, lent) = state.withLock { state -> (Bool, Lent?) in
            if state.isStopped || Task.isCancelled { return (true, nil) }
            if let lent = state.idle.popLast() {
                budget.idle.release(1)
                return (true, lent)
            }
            if state.all.count < size {
                let lent = Lent(number: state.number(), invoker: make())
                state.all[lent.number] = lent.invoker
                return (true, lent)
            }
            state.waiters.append(waiter)
            return (false, nil)
        }
        if isDone { waiter.continuation.resume(returning: lent) }
    }

    func giveBack(_ lent: Lent) async {
        budget.working.release(1)
        await reclaim(lent)
    }

    /// Hands the invoker on, keeps it for later, or ends it when too many are kept.
    private func reclaim(_ lent: Lent) async {
        let (waiter, isKept) = state.withLock { state -> (Waiter?, Bool) in
            if !state.waiters.isEmpty { return (state.waiters.removeFirst(), true) }
            guard !state.isStopped, budget.idle.tryAcquire(1) else { return (nil, false) }
            state.idle.append(lent)
            return (nil, true)
        }
        waiter?.continuation.resume(returning: lent)
        if isKept { return }
        await lent.invoker.stop()
        let (nextWaiter, next) = state.withLock { state -> (Waiter?, Lent?) in
            state.all[lent.number] = nil
            // A partition may have begun to wait while the invoker ended and still held its place.
            guard !state.isStopped, !state.waiters.isEmpty else { return (nil, nil) }
            let next = Lent(number: state.number(), invoker: make())
            state.all[next.number] = next.invoker
            return (state.waiters.removeFirst(), next)
        }
        nextWaiter?.continuation.resume(returning: next)
    }

    /// How many processes run right now.
    var runningCount: Int {
        state.withLock { $0.all }.values.count { $0.isRunning }
    }

    /// Stops all invokers, also those that are lent, and returns when they are gone.
    func stop() async {
        let (invokers, waiters) = state.withLock { state in
            defer {
                state.waiters = []
                state.idle = []
            }
            state.isStopped = true
            budget.idle.release(state.idle.count)
            return (state.all, state.waiters)
        }
        for waiter in waiters { waiter.continuation.resume(returning: nil) }
        await withTaskGroup(of: Void.self) { group in
            for invoker in invokers.values { group.addTask { await invoker.stop() } }
        }
    }
}
