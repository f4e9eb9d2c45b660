package import Engine
import HandlerModel
package import Logging
package import Model
package import StreamRecords

/// What a handler runner needs from the process that it is a part of.
package struct HandlerRunnerOptions: Sendable {
    package var store: Store
    /// Threads for reading the stream and for writing failures; not the pool that serves requests.
    package var pool: ReaderPool
    /// Region and account in the events of handlers.
    package var aws: AWSNames
    /// Whether expressions in handlers' writes are DynamoDB's own, whatever the table's settings say.
    package var strict: Bool
    /// Where failures are kept as files.
    package var dataDirectory: String
    /// The directory whose executables may run; `nil` runs none.
    package var directory: HandlerDirectory?
    /// Sends failures to URLs; `nil` where there is no HTTP client.
    package var poster: (any FailurePoster)?
    /// Makes what runs a handler's executable; called once for each that runs at the same time.
    package var makeInvoker: @Sendable (Handler) -> any Invoker
    package var clock: any HandlerClock = SteadyClock()
    package var random = RandomSource.system
    package var logger: Logger
    /// How long an event that a handler has begun may take when the handler is ended.
    package var grace = Duration.seconds(5)
    /// Bytes of records that all handlers together may have read and not delivered.
    package var bytesMax = RunnerLimits.heldBytesMax
    /// Processes that all handlers together may have.
    package var processesMax = RunnerLimits.processesMax

    package init(
        store: Store, pool: ReaderPool, aws: AWSNames, strict: Bool,
        dataDirectory: String,
        directory: HandlerDirectory?, poster: (any FailurePoster)?, logger: Logger,
        makeInvoker: @escaping @Sendable (Handler) -> any Invoker
    ) {
        self.store = store
        self.pool = pool
        self.aws = aws
        self.strict = strict
        self.dataDirectory = dataDirectory
        self.directory = directory
        self.poster = poster
        self.logger = logger
        self.makeInvoker = makeInvoker
    }
}
