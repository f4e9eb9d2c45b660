import HTTP

extension Settings {
    /// What a server says of itself when it starts: its version, and every setting with where it came
    /// from.
    package func announcement(version: String) -> String {
        let settings = Setting.allCases.map { setting in
            "\(setting.rawValue)=\(text(of: setting)) (\((sources[setting] ?? .standard).word))"
        }
        return "quipu \(version) starts with " + settings.joined(separator: ", ")
    }

    /// What the operator should know of the server's names, if anything.
    package var warnings: [String] {
        get throws(SettingsError) {
            guard try webAccess.hosts.answersToAllNames else { return [] }
            return [
                """
                It answers to every name, as --allowed-hosts lists none: a web page whose name is given \
                the address of this server can read and change all data. List the names that clients \
                use; under others it defines and runs no handlers.
                """
            ]
        }
    }

    private func text(of setting: Setting) -> String {
        switch setting {
        case .data: dataDirectory
        case .handlers: quoted(handlers)
        case .host: host
        case .port: "\(port)"
        case .region: region
        case .eventLoops: "\(eventLoops)"
        case .readerThreads: "\(readerThreads)"
        case .maxConnections: "\(maxConnections)"
        case .idleTimeoutSeconds: "\(idleTimeoutSeconds)"
        case .checkpointSeconds: "\(checkpointSeconds)"
        case .recentMegabytes: "\(recentMegabytes)"
        case .recentDirectory: quoted(recentDirectory)
        case .ttlCooldownSeconds: "\(ttlCooldownSeconds)"
        case .logLevel: logLevel
        case .strict: "\(strict)"
        case .allowRemote: "\(allowRemote)"
        case .allowUnauthenticated: "\(allowUnauthenticated)"
        case .allowedOrigins: quoted(allowedOrigins.joined(separator: ","))
        case .allowedHosts: quoted(allowedHosts.joined(separator: ","))
        }
    }

    private func quoted(_ text: String) -> String { text.isEmpty ? "none" : text }
}
