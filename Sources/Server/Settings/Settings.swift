import Configuration
import HTTP

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
    /// Origins of the web pages that may use the server; `*` for all.
    package var allowedOrigins: [String]
    /// Names by which the server may be asked, besides those it knows of itself.
    package var allowedHosts: [String]
    /// Where each of them came from.
    package let sources: [Setting: SettingSource]
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
        let file = file ?? environment["QUIPU_CONFIG"]
        var inFile: [Setting: Setting.Value] = [:]
        if let file { inFile = try SettingsFile.read(file) }
        let defaults = Setting.allCases.map { ($0, $0.defaultValue(processors: processors)) }
        let reader = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: values(flags)),
            EnvironmentVariablesProvider(environmentVariables: environment)
                .prefixKeys(with: "quipu"),
            InMemoryProvider(name: "file", values: values(inFile)),
            InMemoryProvider(
                name: "defaults", values: values(Dictionary(uniqueKeysWithValues: defaults))),
        ])
        var sources: [Setting: SettingSource] = [:]
        for setting in Setting.allCases {
            sources[setting] =
                if flags[setting] != nil {
                    .option
                } else if let text = environment[setting.variable] {
                    .environment(text)
                } else if let file, let value = inFile[setting] {
                    .file(file, value)
                } else {
                    .standard
                }
        }
        return try Settings(reading: reader, sources: sources)
    }

    private init(
        reading config: ConfigReader, sources: [Setting: SettingSource]
    ) throws(SettingsError) {
        let reader = SettingsReader(config: config, sources: sources)
        self.sources = sources
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
        allowedOrigins = try reader.list(.allowedOrigins)
        allowedHosts = try reader.list(.allowedHosts)
        if dataDirectory.isEmpty { throw SettingsError("The data directory has no name.") }
        try checkExposure()
        _ = try webAccess
    }

    /// Refuses to be reachable from other machines unless two settings allow it: as long as
    /// requests are not authenticated, every client that reaches the port may read and change
    /// everything.
    private func checkExposure() throws(SettingsError) {
        guard !isLoopback, !(allowRemote && allowUnauthenticated) else { return }
        throw SettingsError(
            """
            Refusing to listen on \(host): other machines could read and change all data, and \
            this server does not ask who they are. Listen on 127.0.0.1, or, if the network \
            itself keeps strangers out, give both --allow-remote and --allow-unauthenticated.
            """)
    }

    private var isLoopback: Bool { HostName.isLoopbackAddress(host) }

    /// Whose pages may use the server, and under which names it answers.
    package var webAccess: WebAccess {
        get throws(SettingsError) {
            try WebAccess(
                host: host, allowedOrigins: allowedOrigins, allowedHosts: allowedHosts)
        }
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
                case .list(let texts): .stringArray(texts)
                }
            values[setting.key] = ConfigValue(content, isSecret: false)
        }
        return values
    }
}
