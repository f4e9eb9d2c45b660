import Glibc
import Subprocess
import Synchronization

/// Holds a running process of a handler, so that any task can end it, and remembers why.
///
/// All of its process group ends with it.
final class ProcessHandle: Sendable {
    typealias Process = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

    private struct State {
        /// Set from the start until the process is about to be reaped; after that its number may
        /// belong to another process.
        var process: Process?
        var failure: InvocationFailure?
        var hasExited = false
    }

    private let state = Mutex(State())

    /// Why it had to be ended; the first reason counts.
    var failure: InvocationFailure? { state.withLock { $0.failure } }

    /// The process itself is gone; what it left behind may still write.
    var hasExited: Bool { state.withLock { $0.hasExited } }

    /// Kills the process and its group, now or as soon as it is there.
    func end(because failure: InvocationFailure) {
        state.withLock { state in
            guard state.failure == nil else { return }
            state.failure = failure
            if let process = state.process { ProcessHandle.kill(process) }
        }
    }

    func hold(_ process: Process) {
        state.withLock { state in
            state.process = process
            if state.failure != nil { ProcessHandle.kill(process) }
        }
    }

    /// Waits at most `gracePeriod` for the process to end, then kills it; ends its group in any case.
    func waitForExit(of process: Process, within gracePeriod: Duration) async {
        // Signal 0 does nothing: the first step only waits.
        await process.teardown(using: [
            .send(
                signal: Signal(rawValue: 0), toProcessGroup: true,
                allowedDurationToNextStep: gracePeriod)
        ])
        state.withLock { state in
            state.hasExited = true
            if let process = state.process { ProcessHandle.kill(process) }
        }
    }

    /// Called before the process is reaped: from then on no signal may be sent to its number.
    func letGo() {
        state.withLock { $0.process = nil }
    }

    /// Runs `body`, and ends the process when that takes too long or the caller is cancelled.
    func limit<Value: Sendable>(
        to timeout: Duration, _ body: () async -> Value
    ) async -> Value {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await Task.sleep(for: timeout) } catch { return }
                self.end(because: .timedOut(seconds: Int(timeout.components.seconds)))
            }
            let value = await withTaskCancellationHandler {
                await body()
            } onCancel: {
                self.end(because: .cannotStart("it is being stopped"))
            }
            group.cancelAll()
            return value
        }
    }

    private static func kill(_ process: Process) {
        // Fails only when the group has no process left.
        _ = Glibc.kill(-process.processIdentifier.value, SIGKILL)
    }
}
