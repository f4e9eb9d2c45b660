import Platform
import Subprocess
import Synchronization
import Values

/// Answers each event by a process of its own, for programs that end.
///
/// The process gets the event as a line on its standard input, and then its end. Its answer is what
/// it writes to its standard output, when it ends with exit code 0. What it leaves running in its
/// process group ends with it. What has left the group ends soon: when the run failed, after some
/// more runs, or when no event comes.
package final class OnceInvoker: Invoker {
    private struct State {
        var handle: ProcessHandle?
        var starts = 0
        /// Runs that went well since processes that runs left behind were last searched for.
        var runsSinceKill = 0
        /// Searches for them once no event has come for a while.
        var idleKill: NurseryTask<Void>?
        var isStopped = false
    }

    private let program: HandlerProgram
    private let host: HandlerHost
    private let mark: ProcessMark
    private let log: ErrorLog
    private let state = Mutex(State())

    package init(_ program: HandlerProgram, on host: HandlerHost) {
        self.program = program
        self.host = host
        mark = host.nextMark()
        log = host.errorLog(of: program.name.string)
    }

    package var isRunning: Bool { state.withLock { $0.handle != nil } }

    package func invoke(
        _ event: [UInt8], timeout: Duration
    ) async -> Result<HandlerResponse, InvocationFailure> {
        await endIdleKill()
        let handle = ProcessHandle()
        let start: Int? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.handle = handle
            state.starts += 1
            return state.starts
        }
        guard let start else { return .failure(.cannotStart("it has been stopped")) }
        defer { state.withLock { $0.handle = nil } }
        do throws(InvocationFailure) {
            let mark = mark.inside(start)
            let configuration = try await host.launch(program, marked: mark)
            let process = SingleRun(
                handle: handle, errors: ErrorLines(log: log, bounds: host.bounds),
                bounds: host.bounds)
            let answer = await handle.limit(to: timeout) {
                await process.run(configuration, event: event, patience: timeout)
            }
            switch answer {
            case .success: await killLater()
            case .failure: await host.supervisor.killAll(mark)
            }
            return answer
        } catch {
            return .failure(error)
        }
    }

    package func stop() async {
        let handle = state.withLock { state in
            state.isStopped = true
            return state.handle
        }
        handle?.end(because: .cannotStart("it is being stopped"))
        await endIdleKill()
        // Also processes that left the process group of a run that went well.
        await host.supervisor.killAll(mark)
    }

    // MARK: What runs that went well have left

    /// Kills what is left now when there were many runs since the last time, otherwise once no run
    /// has come for a while.
    private func killLater() async {
        let isDue = state.withLock { state in
            state.runsSinceKill += 1
            guard state.runsSinceKill < host.bounds.runsBetweenKills else {
                state.runsSinceKill = 0
                return true
            }
            guard !state.isStopped else { return false }
            // A task of the host's, as this run must not wait for it: the next run, or `stop`, does.
            state.idleKill = host.begin { await self.killWhenIdle() }
            return false
        }
        if isDue { await host.supervisor.killAll(mark) }
    }

    private func killWhenIdle() async {
        do { try await Task.sleep(for: host.bounds.idleKillWait) } catch { return }
        state.withLock { $0.runsSinceKill = 0 }
        // The next run waits for this: the mark is that of all runs.
        await host.supervisor.killAll(mark)
    }

    private func endIdleKill() async {
        let task = state.withLock { state in
            defer { state.idleKill = nil }
            return state.idleKill
        }
        task?.cancel()
        await task?.value
    }
}
