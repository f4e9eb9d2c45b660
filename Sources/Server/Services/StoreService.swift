package import Engine
import Platform
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
        // Closing waits for the disk, and must not wait behind other work for a thread to do so on.
        try await WorkerThread.call("quipu.close") { () throws(StoreError) in try store.close() }
    }
}
