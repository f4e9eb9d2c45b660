import Platform
import Subprocess
import Synchronization
import Values

/// Answers events by a process that stays: one JSON line in, one JSON line out.
///
/// The process is started with the first event, again after it has ended for whatever reason, and
/// ends when no event has come for a while. Every failure of an event ends the process with its
/// group and all other processes that it started, and is returned only when all of them are gone.
package actor ChildInvoker: Invoker {
    private struct Run {
        let process: StayingProcess
        let task: NurseryTask<InvocationFailure?>
    }

    private let program: HandlerProgram
    private let host: HandlerHost
    private let mark: ProcessMark
    private let log: ErrorLog
    private var current: Run?
    private var starts = 0
    private var wait: RestartWait
    private var isStopped = false
    /// Signalled once, when it is stopped.
    private let stopping = AsyncSignal()
    private nonisolated let isAlive = Atomic(false)

    package init(_ program: HandlerProgram, on host: HandlerHost) {
        self.program = program
        self.host = host
        mark = host.nextMark()
        log = host.errorLog(of: program.name.string)
        wait = RestartWait(first: host.bounds.restartWait, longest: host.bounds.restartWaitMax)
    }

    package nonisolated var isRunning: Bool { isAlive.load(ordering: .relaxed) }

    package func invoke(
        _ event: [UInt8], timeout: Duration
    ) async -> Result<HandlerResponse, InvocationFailure> {
        do throws(InvocationFailure) {
            while true {
                let run = try await running()
                if let answer = await run.process.respond(to: event, within: timeout) {
                    if case .success = answer { wait.answered() } else { await reap(run) }
                    return answer
                }
                await reap(run)
            }
        } catch {
            return .failure(error)
        }
    }

    package func stop() async {
        isStopped = true
        stopping.signal()
        guard let run = current else { return }
        run.process.dismiss()
        _ = await run.task.value
    }

    private func running() async throws(InvocationFailure) -> Run {
        if let current { return current }
        try checkGoesOn()
        if let moment = wait.start(from: .now) {
            await rest(until: moment)
            try checkGoesOn()
        }
        starts += 1
        let mark = mark.inside(starts)
        let configuration = try await host.launch(program, marked: mark)
        try checkGoesOn()
        let process = StayingProcess(
            errors: ErrorLines(log: log, bounds: host.bounds), bounds: host.bounds)
        let supervisor = host.supervisor
        isAlive.store(true, ordering: .relaxed)
        // A task of the host's, as the process lives on after the response; `stop` waits for it.
        let task = host.begin { [self] in
            let failure = await process.run(configuration) { await supervisor.killAll(mark) }
            isAlive.store(false, ordering: .relaxed)
            return failure
        }
        guard let task else {
            isAlive.store(false, ordering: .relaxed)
            throw .cannotStart("the server is stopping")
        }
        let run = Run(process: process, task: task)
        current = run
        return run
    }

    /// Waits until a moment, or until the handler is stopped or the caller cancelled.
    private func rest(until moment: ContinuousClock.Instant) async {
        await stopping.wait(atMost: {
            do {
                try await Task.sleep(until: moment, clock: .continuous)
            } catch {
                // It was stopped.
            }
        })
    }

    private func reap(_ run: Run) async {
        if await run.task.value != nil { wait.failed(at: .now) }
        if current?.process === run.process { current = nil }
    }

    private func checkGoesOn() throws(InvocationFailure) {
        if isStopped || Task.isCancelled { throw .cannotStart("it has been stopped") }
    }
}
