import Glibc

/// For calls that wait for a disk, and for work that would keep an event loop too long: the process's
/// own threads, of which there are none before the first such call.
package enum BlockingPool {
    private static let threads = ThreadPool(
        "quipu.block",
        threads: max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), PlatformLimits.blockingThreadsMin),
        waitingMax: PlatformLimits.waitingBlockingCallsMax)

    /// Runs `body` on a thread that may block.
    ///
    /// When too much waits for one, the calling thread runs it before this returns: that slows down
    /// those who ask for more than the threads can do, and no work is lost.
    package static func run(_ body: @escaping @Sendable () -> Void) {
        if !threads.run(body) { body() }
    }

    /// Runs `body` on such a thread; answers `false`, without running it, when too much waits for one.
    package static func tryRun(_ body: @escaping @Sendable () -> Void) -> Bool {
        threads.run(body)
    }

    /// Runs `body` on such a thread, and suspends the calling task meanwhile.
    package static func call<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await SuspendedCall.result(of: body, run: run).get()
    }
}
