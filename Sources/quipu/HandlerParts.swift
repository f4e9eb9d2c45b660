import API
import Console
import DynamoDBAPI
import Engine
import Handlers
import Logging
import Model
import Server

/// What runs handlers in a server that has a directory of them.
struct HandlerParts {
    let runner: HandlerRunner
    let host: HandlerHost
    let pool: ReaderPool
    /// What runs functions that are invoked by a call.
    let functions: FunctionDesk
    private let poster = HTTPFailurePoster()

    /// The directory that the settings name, if they name one.
    static func directory(_ settings: Settings) throws(Failure) -> HandlerDirectory? {
        guard !settings.handlers.isEmpty else { return nil }
        do throws(ExecutableRefusal) {
            return try HandlerDirectory(path: settings.handlers)
        } catch {
            throw Failure("The handler directory cannot be used: \(error.message)")
        }
    }

    init(
        directory: HandlerDirectory, settings: Settings, apiSettings: APISettings, store: Store,
        logger: Logger
    ) {
        let host = HandlerHost(directory: directory, logger: logger)
        self.host = host
        functions = FunctionDesk(host: host)
        pool = ReaderPool(threads: ProgramLimits.handlerReaders)
        runner = HandlerRunner(
            HandlerRunnerOptions(
                store: store, pool: pool, aws: apiSettings.aws, strict: apiSettings.strict,
                dataDirectory: settings.dataDirectory, directory: directory,
                poster: poster, logger: logger
            ) { handler in
                host.invoker(for: handler.definition)
            })
    }

    var service: HandlerService { HandlerService(runner: runner, host: host, poster: poster) }
}
