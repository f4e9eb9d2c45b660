import Dispatch
package import Engine
import ServiceLifecycle

/// The store as one of the process's services: the first to start and the last to stop.
///
/// Ends the process when writes have stopped for good, because only a restart from disk knows what
/// was written.
package struct StoreService: Service {
    private let store: Store
    private let failures: AsyncStream<StoreError>

    /// - Parameter failures: yields when writes have stopped for good.
    package init(_ store: Store, failures: AsyncStream<StoreError>) {
        self.store = store
        self.failures = failures
    }

    package func run() async throws {
        for await failure in failures.cancelOnGracefulShutdown() { throw failure }
        let store = store
        // Closing waits for the disk, which no shared thread of this process should do.
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(StoreError) {
                    try store.close()
                    continuation.resume(returning: Result<Void, StoreError>.success(()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        try result.get()
    }
}
