import ArgumentParser
import Commands
import Console
import DynamoDBAPI
import Engine
import Foundation
import Logging
import Model
import NIOPosix
import Server
import ServiceLifecycle

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a data directory over HTTP until stopped.",
        discussion: """
            Every option can also be given as an environment variable (--idle-timeout-seconds is \
            QUIPU_IDLE_TIMEOUT_SECONDS) or in a JSON file named by --config (its key is \
            idleTimeoutSeconds). Options win over the environment, that over the file, that over \
            the defaults.

            SIGTERM and SIGINT stop cleanly: requests that have arrived are answered, what was \
            accepted is written, and the exit code is 0.
            """)

    @Option(help: "The data directory; created if it does not exist. (default: data)")
    var data: String?
    @Option(
        help:
            "The directory of handlers: executables that get the changes of tables. (default: none)"
    )
    var handlers: String?
    @Option(help: "The address to listen on. (default: 127.0.0.1)")
    var host: String?
    @Option(help: "The port to listen on; 0 takes any free one. (default: 8000)")
    var port: Int?
    @Option(help: "A JSON file of settings.")
    var config: String?
    @Option(help: "The AWS region that the tables' ARNs name. (default: us-east-1)")
    var region: String?
    @Option(help: "Threads for connections. (default: one per processor)")
    var eventLoops: Int?
    @Option(help: "Threads for queries and scans. (default: one per processor)")
    var readerThreads: Int?
    @Option(help: "Connections open at a time, at most. (default: 10000)")
    var maxConnections: Int?
    @Option(help: "Seconds until an idle connection is closed. (default: 120)")
    var idleTimeoutSeconds: Int?
    @Option(help: "Seconds between checkpoints, at most. (default: 30)")
    var checkpointSeconds: Int?
    @Option(help: "Megabytes of changes after which a checkpoint begins. (default: 256)")
    var recentMegabytes: Int?
    @Option(
        help:
            "Where changes since the last checkpoint are kept, such as /dev/shm/quipu. (default: the data directory)"
    )
    var recentDirectory: String?
    @Option(
        help:
            "Seconds between two changes of a table's time to live, as on AWS. (default: 0, no limit)"
    )
    var ttlCooldownSeconds: Int?
    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?
    @Flag(help: "Accept only DynamoDB's own expressions, on every table.")
    var strict = false
    @Flag(help: "Allow an address that other machines can reach.")
    var allowRemote = false
    @Flag(
        help: "Accept requests from everybody. A remote address needs both flags.")
    var allowUnauthenticated = false

    @Option(
        help:
            "Origins of web pages that may use the server, such as http://localhost:3000, or *. (default: none)"
    )
    var allowedOrigins: [String] = []
    @Option(
        help: "Host names that requests may use, besides localhost and the server's address.")
    var allowedHosts: [String] = []

    @Flag(
        help: ArgumentHelp(
            "Start without the parts of the log that are missing or damaged.",
            discussion:
                """
                What is lost is reported on standard error and recorded in the data directory, where \
                quipu inspect shows it. For one start, by hand; there is no setting for it.
                """))
    var acceptDataLoss = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings: Settings
        do throws(SettingsError) {
            settings = try await Settings.load(
                flags: flags, environment: environment, file: config,
                processors: ProcessInfo.processInfo.activeProcessorCount)
        } catch {
            throw wrongUsage(error.description)
        }
        guard let level = Logger.Level(rawValue: settings.logLevel) else {
            throw wrongUsage(
                "There is no log level \(settings.logLevel); use one of "
                    + Logger.Level.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "quipu")
        logger.logLevel = level
        do {
            try await ServerProcess(
                settings: settings, acceptsDataLoss: acceptDataLoss, logger: logger,
                environment: environment
            ).run()
        } catch let error as StoreError {
            throw Failure(error.message)
        }
    }

    /// Reports what is wrong with a setting, wherever it came from.
    private func wrongUsage(_ complaint: String) -> ExitCode {
        Terminal.note("Error: \(complaint)\nSee \"quipu serve --help\" for the settings.")
        return .validationFailure
    }

    private var flags: [Setting: Setting.Value] {
        var flags: [Setting: Setting.Value] = [:]
        let texts: [(Setting, String?)] = [
            (.data, data), (.handlers, handlers), (.host, host), (.region, region),
            (.recentDirectory, recentDirectory),
            (.logLevel, logLevel),
        ]
        for (setting, text) in texts { flags[setting] = text.map { .text($0) } }
        let numbers: [(Setting, Int?)] = [
            (.port, port), (.eventLoops, eventLoops), (.readerThreads, readerThreads),
            (.maxConnections, maxConnections), (.idleTimeoutSeconds, idleTimeoutSeconds),
            (.checkpointSeconds, checkpointSeconds), (.recentMegabytes, recentMegabytes),
            (.ttlCooldownSeconds, ttlCooldownSeconds),
        ]
        for (setting, number) in numbers { flags[setting] = number.map { .number($0) } }
        let lists = [(Setting.allowedOrigins, allowedOrigins), (.allowedHosts, allowedHosts)]
        for (setting, texts) in lists where !texts.isEmpty { flags[setting] = .list(texts) }
        // A flag that is not given says nothing, so that the environment can.
        if strict { flags[.strict] = .flag(true) }
        if allowRemote { flags[.allowRemote] = .flag(true) }
        if allowUnauthenticated { flags[.allowUnauthenticated] = .flag(true) }
        return flags
    }
}
