import Handlers
import ServiceLifecycle

/// The handlers as one of the process's services: they end before the store that they read, and
/// nothing of theirs is left when this has ended.
struct HandlerService: Service {
    let runner: HandlerRunner
    let host: HandlerHost
    let poster: HTTPFailurePoster

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await host.run() }
            let result: Result<Void, any Error>
            do {
                result = .success(try await runner.run())
            } catch {
                result = .failure(error)
            }
            await host.stop()
            try await poster.stop()
            try result.get()
        }
    }
}
