import Configuration
import SystemPackage

/// How a server is set up.
///
/// Every field has a flag, an environment variable and a key in the configuration file; see
/// `Setting` for their names.
package struct Settings: Hashable, Sendable {
    package var dataDirectory: String
    /// Where the executables of handlers are; empty for none.
    package var handlers: String
    package var host: String
    package var port: Int
    package var region: String
    package var eventLoops: Int
    package var readerThreads: Int
    package var maxConnections: Int
    package var idleTimeoutSeconds: Int
    package var checkpointSeconds: Int
    package var recentMegabytes: Int
    /// Empty for the data directory itself.
    package var recentDirectory: String
    /// 0 never refuses a second change of a table's time to live.
    package var ttlCooldownSeconds: Int
    package var logLevel: String
    /// Whether every table speaks DynamoDB's own expressions only, without sketches.
    package var strict: Bool
    package var allowRemote: Bool
    package var allowUnauthenticated: Bool
}

/// The name of one setting, as it stands in the configuration file.
///
/// Its flag is the same in kebab case (`--idle-timeout-seconds`), its environment variable in upper
/// case behind `QUIPU_` (`QUIPU_IDLE_TIMEOUT_SECONDS`).
package enum Setting: String, CaseIterable, Sendable {
    case data, handlers, host, port, region, eventLoops, readerThreads, maxConnections,
        idleTimeoutSeconds
    case checkpointSeconds, recentMegabytes, recentDirectory, ttlCooldownSeconds, logLevel
    case strict, allowRemote, allowUnauthenticated

    package enum Value: Hashable, Sendable {
        case text(String), number(Int), flag(Bool)
    }

    /// What applies when nothing else is said.
    package func defaultValue(processors: Int) -> Value {
        switch self {
        case .data: .text("data")
        case .host: .text("127.0.0.1")
        case .port: .number(8000)
        case .region: .text("us-east-1")
        case .eventLoops, .readerThreads: .number(max(1, processors))
        case .maxConnections: .number(ServerLimits.connectionsMaxDefault)
        case .idleTimeoutSeconds: .number(ServerLimits.idleSecondsDefault)
        case .checkpointSeconds: .number(30)
        case .recentMegabytes: .number(256)
        case .recentDirectory, .handlers: .text("")
        case .ttlCooldownSeconds: .number(0)
        case .logLevel: .text("info")
        case .strict, .allowRemote, .allowUnauthenticated: .flag(false)
        }
    }

    /// The numbers a number may be.
    package var range: ClosedRange<Int> {
        switch self {
        case .port: 0...65_535
        case .eventLoops, .readerThreads: 1...1024
        case .maxConnections: 1...1_000_000
        case .idleTimeoutSeconds, .checkpointSeconds: 1...86_400
        case .recentMegabytes: 16...1_048_576
        case .ttlCooldownSeconds: 0...86_400
        default: Int.min...Int.max
        }
    }

    var key: AbsoluteConfigKey { [rawValue] }
}

/// A setting that cannot be used, in a sentence for whoever gave it.
package struct SettingsError: Error, Hashable, CustomStringConvertible, Sendable {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Settings {
    /// Puts the settings together: flags win over environment variables, these over the
    /// configuration file, that over the defaults.
    ///
    /// - Parameter file: the path of a JSON file of settings, if one was named.
    package static func load(
        flags: [Setting: Setting.Value], environment: [String: String], file: String?,
        processors: Int
    ) async throws(SettingsError) -> Settings {
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: values(flags)),
            EnvironmentVariablesProvider(environmentVariables: environment)
                .prefixKeys(with: "quipu"),
        ]
        if let file = file ?? environment["QUIPU_CONFIG"] {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch {
                throw SettingsError("The configuration file \(file) cannot be used: \(error)")
            }
        }
        let defaults = Setting.allCases.map { ($0, $0.defaultValue(processors: processors)) }
        providers.append(
            InMemoryProvider(
                name: "defaults", values: values(Dictionary(uniqueKeysWithValues: defaults))))
        return try Settings(reading: ConfigReader(providers: providers))
    }

    private init(reading reader: ConfigReader) throws(SettingsError) {
        dataDirectory = try reader.text(.data)
        handlers = try reader.text(.handlers)
        host = try reader.text(.host)
        port = try reader.number(.port)
        region = try reader.text(.region)
        eventLoops = try reader.number(.eventLoops)
        readerThreads = try reader.number(.readerThreads)
        maxConnections = try reader.number(.maxConnections)
        idleTimeoutSeconds = try reader.number(.idleTimeoutSeconds)
        checkpointSeconds = try reader.number(.checkpointSeconds)
        recentMegabytes = try reader.number(.recentMegabytes)
        recentDirectory = try reader.text(.recentDirectory)
        ttlCooldownSeconds = try reader.number(.ttlCooldownSeconds)
        logLevel = try reader.text(.logLevel)
        strict = try reader.flag(.strict)
        allowRemote = try reader.flag(.allowRemote)
        allowUnauthenticated = try reader.flag(.allowUnauthenticated)
        if dataDirectory.isEmpty { throw SettingsError("The data directory has no name.") }
        try checkExposure()
    }

    /// Refuses to be reachable from other machines unless told so twice: as long as nobody has to
    /// say who they are, everybody who reaches the port may read and change everything.
    private func checkExposure() throws(SettingsError) {
        guard !isLoopback, !(allowRemote && allowUnauthenticated) else { return }
        throw SettingsError(
            """
            Refusing to listen on \(host): other machines could read and change all data, and \
            this server does not ask who they are. Listen on 127.0.0.1, or, if the network \
            itself keeps strangers out, give both --allow-remote and --allow-unauthenticated.
            """)
    }

    private var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || (host.utf8.starts(with: "127.".utf8)
                && host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) })
    }

    private static func values(
        _ settings: [Setting: Setting.Value]
    ) -> [AbsoluteConfigKey: ConfigValue] {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (setting, value) in settings {
            let content: ConfigContent =
                switch value {
                case .text(let text): .string(text)
                case .number(let number): .int(number)
                case .flag(let flag): .bool(flag)
                }
            values[setting.key] = ConfigValue(content, isSecret: false)
        }
        return values
    }
}

extension ConfigReader {
    fileprivate func text(_ setting: Setting) throws(SettingsError) -> String {
        do {
            return try requiredString(forKey: ConfigKey(setting.rawValue))
        } catch {
            throw SettingsError("The setting \(setting.rawValue) must be a text: \(error)")
        }
    }

    fileprivate func number(_ setting: Setting) throws(SettingsError) -> Int {
        let number: Int
        do {
            number = try requiredInt(forKey: ConfigKey(setting.rawValue))
        } catch {
            throw SettingsError("The setting \(setting.rawValue) must be a whole number: \(error)")
        }
        let range = setting.range
        guard range.contains(number) else {
            throw SettingsError(
                "The setting \(setting.rawValue) is \(number); it must lie between "
                    + "\(range.lowerBound) and \(range.upperBound).")
        }
        return number
    }

    fileprivate func flag(_ setting: Setting) throws(SettingsError) -> Bool {
        do {
            return try requiredBool(forKey: ConfigKey(setting.rawValue))
        } catch {
            throw SettingsError("The setting \(setting.rawValue) must be true or false: \(error)")
        }
    }
}
