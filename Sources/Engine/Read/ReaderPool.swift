import Model
import Platform

/// Threads for reads that take long, so that no event loop waits for a page of results.
///
/// Bounded: past `EngineLimits.waitingReadsMax` a read is rejected as busy.
package final class ReaderPool: Sendable {
    private let threads: ThreadPool

    package init(threads: Int) {
        self.threads = ThreadPool(
            "quipu.read", threads: threads, waitingMax: EngineLimits.waitingReadsMax)
    }

    /// Runs `body` on a thread of the pool; answers `false`, without running it, when too much waits.
    package func run(_ body: @escaping @Sendable () -> Void) -> Bool {
        threads.run(body)
    }

    /// Ends the threads once what waits has run.
    package func close() {
        threads.close()
    }
}
