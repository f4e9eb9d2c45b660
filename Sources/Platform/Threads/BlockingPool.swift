import Glibc

/// For calls that wait for a disk, and for work that would keep an event loop too long: the process's
/// own threads, of which there are none before the first such call.
package enum BlockingPool {
    /// What waits for a thread is bounded by its callers: bodies by the memory for them, all else by
    /// what a server does once.
    private static let threads = ThreadPool(
        "quipu.block",
        threads: max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), PlatformLimits.blockingThreadsMin),
        waitingMax: .max)

    /// Runs `body` on a thread that may block.
    package static func run(_ body: @escaping @Sendable () -> Void) {
        let isAccepted = threads.run(body)
        precondition(isAccepted, "The process's own pool is never closed.")
    }

    /// Runs `body` on such a thread, and suspends the calling task meanwhile.
    package static func call<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            run {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
