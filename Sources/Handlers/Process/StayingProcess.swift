import Subprocess
import Synchronization

/// One process of a handler that stays: events go in and answers come out, a line each.
///
/// Reading and writing go on at the same time, so that neither side ever waits for the other to
/// empty its pipe. A line that it writes while no event waits for a response ends it, since
/// responses could no longer be matched with events.
final class StayingProcess: Sendable {
    typealias Response = Result<HandlerResponse, InvocationFailure>

    private typealias Waiter = CheckedContinuation<Response?, Never>

    private let bounds: ProcessBounds
    private let errors: ErrorLines
    private let handle = ProcessHandle()
    private let machine = Mutex(StayingMachine<Waiter>(at: .now))
    private let events: AsyncStream<[UInt8]>
    private let outbox: AsyncStream<[UInt8]>.Continuation

    init(errors: ErrorLines, bounds: ProcessBounds) {
        self.errors = errors
        self.bounds = bounds
        (events, outbox) = AsyncStream.makeStream()
    }

    /// Hands over an event; `nil` when the process takes none any more, and this one not either.
    func respond(to event: [UInt8], within timeout: Duration) async -> Response? {
        await handle.limit(to: timeout) {
            await withCheckedContinuation { continuation in
                // A cancelled caller waits for the end that it has caused: a refusal would make it
                // try another process.
                let isAccepted = machine.withLock { machine in
                    (handle.failure == nil || Task.isCancelled) && machine.take(continuation)
                }
                guard isAccepted else { return continuation.resume(returning: nil) }
                outbox.yield(event)
            }
        }
    }

    /// Ends the process by closing its input.
    func dismiss() {
        let isBusy = machine.withLock { $0.dismiss() }
        if isBusy { handle.end(because: .cannotStart("it is being stopped")) }
        outbox.finish()
    }

    /// Runs the process to its end, then `killRest`, and only then resumes the task that waits for a
    /// response.
    ///
    /// Returns how it ended; `nil` after `dismiss`.
    func run(
        _ configuration: Configuration, killRest: () async -> Void
    ) async -> InvocationFailure? {
        let end = await live(configuration)
        await killRest()
        let failure = handle.failure ?? end
        let (waiter, isDismissed) = machine.withLock { $0.ended() }
        waiter?.resume(returning: .failure(failure))
        return isDismissed ? nil : failure
    }

    private func live(_ configuration: Configuration) async -> InvocationFailure {
        do {
            let result = try await Subprocess.run(
                configuration, input: .inputWriter, output: .sequence, error: .sequence
            ) { process in
                handle.hold(process)
                await converse(with: process)
                handle.letGo()
            }
            return .ended(errors.describe(result.terminationStatus))
        } catch {
            return InvocationFailure(starting: error)
        }
    }

    private func converse(with process: ProcessHandle.Process) async {
        async let errorsRead: Void = errors.read(process.standardError, handle)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.writeEvents(to: process) }
            group.addTask { await self.dismissWhenIdle() }
            await readAnswers(from: process.standardOutput)
            await handle.waitForExit(of: process, within: bounds.gracePeriod)
            group.cancelAll()
        }
        await errorsRead
    }

    private func writeEvents(to process: ProcessHandle.Process) async {
        let input = process.standardInputWriter
        do {
            for await event in events {
                let line = event + [UInt8(ascii: "\n")]
                guard try await input.write(line) == line.count else { break }
            }
            try await input.finish()
        } catch {
            // It closed its input, so no event can reach it any more.
        }
        await handle.waitForExit(of: process, within: bounds.gracePeriod)
    }

    private func readAnswers(from output: SubprocessOutputSequence) async {
        var splitter = LineSplitter(bytesMax: bounds.answerBytesMax)
        do {
            for try await buffer in output {
                let lines = splitter.take(buffer.array)
                // Looked at before an answer is handed on: by then the next event may have come,
                // and the second line would pass for its answer.
                if let answer = lines.first, lines.count > 1 || splitter.hasRest {
                    handle.end(because: answer.isCut ? tooLong : tooMuch)
                } else if splitter.isOverfull {
                    handle.end(because: tooLong)
                } else if let answer = lines.first {
                    take(answer)
                }
                // Once it is being killed nothing that it says counts.
                if handle.failure != nil { break }
            }
        } catch {
            handle.end(because: .ended("its standard output cannot be read: \(error)"))
        }
        machine.withLock { $0.outputEnded() }
    }

    private var tooLong: InvocationFailure { .answerTooLong(limit: bounds.answerBytesMax) }

    private var tooMuch: InvocationFailure {
        .malformedOutput("it wrote more than one line for an event")
    }

    private func take(_ line: LineSplitter.Line) {
        guard !line.isCut else { return handle.end(because: tooLong) }
        let response: HandlerResponse
        do throws(InvocationFailure) {
            response = try HandlerResponse(parsing: line.bytes)
        } catch {
            return handle.end(because: error)
        }
        guard let waiter = machine.withLock({ $0.responded(at: .now) }) else {
            let quoted = HandlerResponse.quote(response.bytes)
            return handle.end(because: .malformedOutput("it wrote \(quoted) without being asked"))
        }
        waiter.resume(returning: .success(response))
    }

    private func dismissWhenIdle() async {
        while true {
            let check = machine.withLock { $0.checkIdle(at: .now, limit: bounds.idleLimit) }
            guard case .again(let wait) = check else { return outbox.finish() }
            do { try await Task.sleep(for: wait) } catch { return }
        }
    }
}

extension InvocationFailure {
    /// What an error of the call that runs a process means.
    init(starting error: any Error) {
        let neverRan: [SubprocessError.Code] = [
            .spawnFailed, .executableNotFound, .failedToChangeWorkingDirectory, .asyncIOFailed,
        ]
        guard let failure = error as? SubprocessError, neverRan.contains(failure.code) else {
            self = .ended("\(error)")
            return
        }
        self = .cannotStart("\(failure)")
    }
}
