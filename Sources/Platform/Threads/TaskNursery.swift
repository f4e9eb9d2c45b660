import Synchronization

/// Runs work that outlives the call that begins it, as child tasks of one task, which waits for all of
/// it.
///
/// So such work is structured, too: it is cancelled with the task that runs the nursery, and none of
/// it is left when `run` has returned. What is begun before `run` waits for it.
package final class TaskNursery: Sendable {
    private struct State {
        /// Begun, and not yet a child task.
        var waiting: [@Sendable () async -> Void] = []
        /// Child tasks that have not ended.
        var running = 0
        var isClosed = false
        var isCancelled = false
    }

    private let state = Mutex(State())
    /// Signalled when there is something to do.
    private let news = AsyncSignal()

    package init() {}

    /// Runs what is begun, until the nursery is closed or the task cancelled; returns when all of it
    /// has ended.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while true {
                let seen = state.withLock { state in
                    state.running += state.waiting.count
                    defer { state.waiting = [] }
                    return state
                }
                for work in seen.waiting {
                    group.addTask {
                        await work()
                        self.endOne()
                    }
                }
                if seen.isCancelled { group.cancelAll() }
                // A closed nursery may still be cancelled, as long as some of it runs.
                if seen.isCancelled || seen.isClosed && seen.running == 0 { return }
                await news.wait()
                if Task.isCancelled { cancel() }
            }
        }
    }

    /// Begins work as a task of its own; `nil` when the nursery is closed.
    package func begin<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value
    ) -> NurseryTask<Value>? {
        let task = NurseryTask<Value>()
        let isAccepted = state.withLock { state in
            guard !state.isClosed else { return false }
            state.waiting.append { await task.run(work) }
            return true
        }
        guard isAccepted else { return nil }
        news.signal()
        return task
    }

    private func endOne() {
        let isLast = state.withLock { state in
            state.running -= 1
            return state.isClosed && state.running == 0
        }
        if isLast { news.signal() }
    }

    /// Nothing more is begun; what was begun goes on to its end, which `run` waits for.
    package func close() {
        state.withLock { $0.isClosed = true }
        news.signal()
    }

    /// Nothing more is begun; what was begun and has not ended is cancelled, also after `close`.
    package func cancel() {
        state.withLock { state in
            state.isClosed = true
            state.isCancelled = true
        }
        news.signal()
    }
}

/// Work that a nursery runs.
package final class NurseryTask<Value: Sendable>: Sendable {
    private enum State {
        case running([CheckedContinuation<Value, Never>])
        case ended(Value)
    }

    private let state = Mutex(State.running([]))
    private let cancelled = AsyncSignal()

    /// What came of it, once it has ended; also a cancelled caller waits for that.
    package var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let value: Value? = state.withLock { state in
                    switch state {
                    case .running(let waiting):
                        state = .running(waiting + [continuation])
                        return nil
                    case .ended(let value): return value
                    }
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }

    /// Cancels it; it ends as soon as it takes notice.
    package func cancel() {
        cancelled.signal()
    }

    fileprivate func run(_ work: @escaping @Sendable () async -> Value) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { self.end(with: await work()) }
            group.addTask { await self.cancelled.wait() }
            await group.next()
            group.cancelAll()
        }
    }

    private func end(with value: Value) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, Never>] in
            guard case .running(let waiting) = state else { return [] }
            state = .ended(value)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }
}
