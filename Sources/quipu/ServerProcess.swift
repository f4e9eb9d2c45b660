import API
import Console
import DynamoDBAPI
import Engine
import HTTP
import LambdaAPI
import Logging
import Model
import NIOPosix
import NativeAPI
import Server
import ServiceLifecycle
import StreamRecords
import UnixSignals

/// Puts the parts of a serving process together and runs them until a signal stops it.
struct ServerProcess {
    let settings: Settings
    var acceptsDataLoss = false
    let logger: Logger
    let environment: [String: String]

    func run() async throws {
        try DataPath.check(settings.dataDirectory, mayBeMissing: true)
        logger.info("\(settings.announcement(version: Version.text))")
        for warning in UnknownVariables.warnings(in: environment) { logger.warning("\(warning)") }
        for warning in try settings.warnings { logger.warning("\(warning)") }
        let clock = SystemClock()
        let directory = try HandlerParts.directory(settings)
        let (failures, failed) = AsyncStream.makeStream(of: StoreError.self)
        let store = try Store.open(storeOptions(clock: clock, failed: failed))
        let pool = ReaderPool(threads: settings.readerThreads)
        let dispatcher = Dispatcher(store: store, settings: apiSettings, pool: pool)
        let handlers = directory.map {
            HandlerParts(
                directory: $0, settings: settings, apiSettings: apiSettings, store: store,
                logger: logger)
        }
        let native = NativeDispatcher(
            store: store, pool: pool, strict: settings.strict, handlers: handlers?.runner)
        let server = HTTPServer(
            options: httpOptions,
            group: MultiThreadedEventLoopGroup(numberOfThreads: settings.eventLoops),
            routes: Routes(
                dispatcher: dispatcher,
                native: native,
                lambda: LambdaDispatcher(
                    store: store, settings: apiSettings, pool: pool, handlers: handlers?.runner,
                    runner: handlers?.functions),
                metrics: Metrics(
                    store: store, pool: pool, native: native, handlers: handlers?.runner),
                unreadiness: { store.probeWrites()?.message }, access: try settings.webAccess),
            logger: logger, clock: { clock.now() })
        let http = HTTPService(server) { port in
            Terminal.print(
                "quipu is serving http://\(urlHost):\(port) from \(settings.dataDirectory)")
        }
        // Stopped in reverse order: the socket first, then the handlers, then the store.
        let services: [(any Service)?] = [
            StoreService(store, failures: failures), handlers?.service, http,
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.compactMap { $0 }.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger))
        do {
            try await group.run()
        } catch let error as StoreError {
            throw error
        } catch {
            throw ListenTrouble.failure(error, host: settings.host, port: settings.port)
        }
        handlers?.pool.close()
        pool.close()
        logger.info("stopped")
    }

    /// The group logs every step of a stop; only what goes wrong is of interest.
    private var quietLogger: Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }

    private var urlHost: String {
        settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    }

    private var apiSettings: APISettings {
        APISettings(
            aws: AWSNames(region: settings.region), endpoint: "\(urlHost):\(settings.port)",
            timeToLiveCooldownSeconds: settings.ttlCooldownSeconds == 0
                ? nil : Int64(settings.ttlCooldownSeconds),
            strict: settings.strict)
    }

    private var httpOptions: HTTPServer.Options {
        var options = HTTPServer.Options()
        options.host = settings.host
        options.port = settings.port
        options.connectionsMax = settings.maxConnections
        options.idleSeconds = settings.idleTimeoutSeconds
        return options
    }

    private func storeOptions(
        clock: SystemClock, failed: AsyncStream<StoreError>.Continuation
    ) -> StoreOptions {
        var options = StoreOptions(directory: settings.dataDirectory, clock: clock)
        options.checkpointSeconds = settings.checkpointSeconds
        options.acceptsDataLoss = acceptsDataLoss
        options.recentBytes = settings.recentMegabytes << 20
        if !settings.recentDirectory.isEmpty { options.recentDirectory = settings.recentDirectory }
        let logger = logger
        options.report = { event in
            switch event {
            case .replayed(let commands):
                logger.info("replayed the log", metadata: ["commands": "\(commands)"])
            case .cutTornTail(let segment, let offset):
                logger.warning(
                    "cut off the unfinished end of the log",
                    metadata: ["segment": "\(segment)", "offset": "\(offset)"])
            case .repaired(let what):
                logger.warning("\(what)")
            case .dataLossAccepted(let loss):
                logger.critical("data loss accepted: \(loss.message)")
            case .checkpoint(let report):
                if let failure = report.failure {
                    logger.error("checkpoint failed: \(failure.message)")
                } else {
                    logger.debug(
                        "checkpoint",
                        metadata: [
                            "position": "\(report.position)", "entries": "\(report.entries)",
                        ])
                }
            case .writesStopped(let error):
                logger.critical("\(error.message)")
                failed.yield(error)
            case .upkeepFailed(let error):
                logger.error("upkeep failed: \(error.message)")
            }
        }
        return options
    }
}
