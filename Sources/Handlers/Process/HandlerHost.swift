package import Logging
package import Platform
import Subprocess
import Synchronization

/// What the processes of all handlers of a server share.
///
/// Make one per server, run it beside what uses it, and stop it after the last invoker.
package final class HandlerHost: Sendable {
    /// Where the programs lie that a handler calls by name, unless the server says otherwise.
    package static let searchPathDefault =
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    package let directory: HandlerDirectory
    let logger: Logger
    let bounds: ProcessBounds
    let supervisor: ProcessSupervisor
    /// What outlives the call that begins it: processes that stay, and their supervisor.
    private let tasks = TaskNursery()
    private let searchPath: String
    private let invokers = Atomic<Int>(0)
    /// By the names of their handlers.
    private let errorLogs = Mutex<[String: ErrorLog]>([:])

    package init(
        directory: HandlerDirectory, logger: Logger,
        searchPath: String = HandlerHost.searchPathDefault, bounds: ProcessBounds = ProcessBounds()
    ) {
        self.directory = directory
        self.logger = logger
        self.searchPath = searchPath
        self.bounds = bounds
        supervisor = ProcessSupervisor(logger: logger, tasks: tasks)
    }

    /// Runs the processes' tasks; returns after `stop`, when none is left.
    ///
    /// Also in a cancelled task: were the watching process killed before others are stopped, what they
    /// leave behind would stay.
    package func run() async {
        let tasks = tasks
        await Task.withoutCancellation { await tasks.run() }
    }

    /// Begins a task that belongs to no call; `nil` when the host has been stopped.
    package func begin<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value
    ) -> NurseryTask<Value>? {
        tasks.begin(work)
    }

    /// Ends all that handlers have left behind.
    package func stop() async {
        await supervisor.stop()
        // Their processes are gone: what is left only waits.
        tasks.cancel()
    }

    /// A mark for the processes of one more invoker.
    func nextMark() -> ProcessMark {
        supervisor.mark.inside(invokers.add(1, ordering: .relaxed).newValue)
    }

    /// What logs the standard error of a handler: one for all its invokers, or each invocation by a
    /// call would have lines of its own.
    func errorLog(of handler: String) -> ErrorLog {
        errorLogs.withLock { logs in
            if let log = logs[handler] { return log }
            // Logs of handlers that were deleted must not pile up.
            if logs.count >= bounds.errorLogsMax { logs.removeAll() }
            let log = ErrorLog(logger, handler: handler, bounds: bounds)
            logs[handler] = log
            return log
        }
    }

    /// How to start a program now, once more checked; or why it may not run.
    func launch(
        _ program: HandlerProgram, marked mark: ProcessMark
    ) async throws(InvocationFailure) -> Configuration {
        if let reason = await supervisor.watch() { throw .cannotStart(reason) }
        if let problem = program.problem {
            throw .cannotStart("\(problem.field) \(problem.message)")
        }
        let directory = directory
        let path: String
        do {
            path = try await BlockingPool.call { () throws(ExecutableRefusal) in
                try directory.executable(program.executable)
            }
        } catch {
            throw .cannotStart(error.message)
        }
        return program.configuration(
            path: path, mark: mark, searchPath: searchPath, bounds: bounds)
    }
}
