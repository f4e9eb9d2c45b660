import Handlers
import LambdaAPI
import Model
import Synchronization
import Values

/// Runs functions that are invoked by a call, each once and in a process of its own.
///
/// Under the same rules as handlers: executables of the handler directory only, checked again before
/// each start, with the time and memory that the handler has.
final class FunctionDesk: FunctionRunner {
    private let host: HandlerHost
    private let runs = Mutex(0)

    init(host: HandlerHost) {
        self.host = host
    }

    func executables() -> [Text] {
        host.directory.executableNames()
    }

    func run(
        _ definition: HandlerDefinition, _ event: [UInt8],
        finish: @escaping @Sendable (FunctionOutcome) -> Void
    ) {
        let isTaken = runs.withLock { runs in
            guard runs < ProgramLimits.functionRunsMax else { return false }
            runs += 1
            return true
        }
        guard isTaken else { return finish(.busy) }
        // A task of the host's: the caller, on an event loop, is called back.
        let task = host.begin { [self] in
            let invoker = host.invoker(for: definition)
            let result = await invoker.invoke(
                event, timeout: .seconds(definition.timeoutSeconds))
            await invoker.stop()
            runs.withLock { $0 -= 1 }
            switch result {
            case .success(let answer): finish(.answer(answer.bytes))
            case .failure(let failure): finish(.failed(failure.message))
            }
        }
        if task == nil {
            runs.withLock { $0 -= 1 }
            finish(.failed("the server is stopping"))
        }
    }
}
