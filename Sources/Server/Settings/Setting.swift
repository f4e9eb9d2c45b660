import Configuration
import HTTP

/// The name of one setting, as it stands in the configuration file.
///
/// Its flag is the same in kebab case (`--idle-timeout-seconds`), its environment variable in upper
/// case behind `QUIPU_` (`QUIPU_IDLE_TIMEOUT_SECONDS`).
package enum Setting: String, CaseIterable, Sendable {
    case data, handlers, host, port, region, eventLoops, readerThreads, maxConnections,
        idleTimeoutSeconds
    case checkpointSeconds, recentMegabytes, recentDirectory, ttlCooldownSeconds, logLevel
    case strict, allowRemote, allowUnauthenticated, allowedOrigins, allowedHosts

    package enum Value: Hashable, Sendable {
        case text(String), number(Int), flag(Bool), list([String])
    }

    /// Its environment variable.
    package var variable: String { "QUIPU_" + words("_").uppercased() }

    /// What it is called on the command line.
    package var option: String { "--" + words("-") }

    /// The words of its name in lower case.
    private func words(_ separator: String) -> String {
        rawValue.reduce(into: "") { words, letter in
            words += letter.isUppercase ? separator + letter.lowercased() : String(letter)
        }
    }

    /// What applies when nothing else is said.
    package func defaultValue(processors: Int) -> Value {
        switch self {
        case .data: .text("data")
        case .host: .text("127.0.0.1")
        case .port: .number(8000)
        case .region: .text("us-east-1")
        case .eventLoops, .readerThreads: .number(max(1, processors))
        case .maxConnections: .number(HTTPLimits.connectionsMaxDefault)
        case .idleTimeoutSeconds: .number(HTTPLimits.idleSecondsDefault)
        case .checkpointSeconds: .number(30)
        case .recentMegabytes: .number(256)
        case .recentDirectory, .handlers: .text("")
        case .ttlCooldownSeconds: .number(0)
        case .logLevel: .text("info")
        case .strict, .allowRemote, .allowUnauthenticated: .flag(false)
        case .allowedOrigins, .allowedHosts: .list([])
        }
    }

    /// What its values are, in words.
    package var expected: String {
        switch defaultValue(processors: 1) {
        case .text: "a text"
        case .number: "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .list: "a list of texts"
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
