import Logging
import Platform
import Subprocess
import SystemPackage

/// Supervises the handlers' processes: none of them outlives the server, however the server ends.
///
/// A second process waits for the end of its standard input. The server holds the other end, so it
/// comes even when the server is killed; then whatever bears the server's mark is killed. Without
/// that process no handler is started.
actor ProcessSupervisor {
    private enum State {
        case absent
        case starting([CheckedContinuation<String?, Never>])
        case watching(StandardInputWriter)
        case stopped
    }

    nonisolated let mark = ProcessMark()
    private let logger: Logger
    private var state = State.absent
    private let tasks: TaskNursery
    private var watcher: NurseryTask<Void>?

    /// - Parameter tasks: where the task of the watching process belongs.
    init(logger: Logger, tasks: TaskNursery) {
        self.logger = logger
        self.tasks = tasks
    }

    /// Starts the watching process unless it runs; returns why it does not.
    func watch() async -> String? {
        switch state {
        case .watching: return nil
        case .stopped: return "the server is stopping"
        case .starting: break
        case .absent:
            SystemCalls.ignoringBrokenPipes
            // Not a part of the first call that needs it: the watching process lives as long as the
            // server, and `stop` waits for it.
            guard let task = tasks.begin({ await self.runWatcher() }) else {
                return "the server is stopping"
            }
            watcher = task
            state = .starting([])
        }
        return await withCheckedContinuation { continuation in
            guard case .starting(let others) = state else {
                return continuation.resume(returning: nil)
            }
            state = .starting(others + [continuation])
        }
    }

    /// Kills all processes with this mark or one inside it, also in a cancelled task.
    func killAll(_ mark: ProcessMark) async {
        await Task.withoutCancellation { await self.runKill(mark) }
    }

    private func runKill(_ mark: ProcessMark) async {
        do {
            let result = try await Subprocess.run(
                ProcessSupervisor.configuration(ShellScripts.killMarked, for: mark),
                output: .discarded)
            guard !result.terminationStatus.isSuccess else { return }
            logger.error("processes of a handler are left: \(result.terminationStatus)")
        } catch {
            logger.error("cannot look for processes that a handler left: \(error)")
        }
    }

    /// Lets the watching process kill what is left, and returns when it has.
    func stop() async {
        if case .watching(let writer) = state { await release(writer) }
        leaveState(for: .stopped, reason: "the server is stopping")
        await watcher?.value
    }

    private func runWatcher() async {
        let reason: String
        do {
            let result = try await Subprocess.run(
                ProcessSupervisor.configuration(ShellScripts.watch, for: mark),
                input: .inputWriter, output: .sequence, error: .discarded
            ) { process in
                await self.began(process.standardInputWriter)
                // It writes nothing: this waits for its end.
                for try await _ in process.standardOutput {}
            }
            reason = "the supervisor of the handlers ended: \(result.terminationStatus)"
        } catch {
            reason = "the supervisor of the handlers cannot be started: \(error)"
        }
        if case .stopped = state { return }
        logger.error("\(reason)")
        leaveState(for: .absent, reason: reason)
    }

    private func began(_ writer: StandardInputWriter) async {
        guard case .starting = state else {
            // Stopped while it started.
            return await release(writer)
        }
        leaveState(for: .watching(writer), reason: nil)
    }

    /// Lets the watching process see the end of its input.
    private func release(_ writer: StandardInputWriter) async {
        do {
            try await writer.finish()
        } catch {
            logger.error("cannot release the supervisor of the handlers: \(error)")
        }
    }

    private func leaveState(for next: State, reason: String?) {
        if case .starting(let callers) = state {
            for caller in callers { caller.resume(returning: reason) }
        }
        state = next
    }

    private static func configuration(_ script: String, for mark: ProcessMark) -> Configuration {
        var options = PlatformOptions()
        options.createSession = true
        return Configuration(
            executable: .path("/bin/sh"),
            arguments: ["-c", script, "quipu-supervisor", mark.assignment],
            environment: .custom(["PATH": ShellScripts.searchPath]),
            workingDirectory: "/",
            platformOptions: options)
    }
}
