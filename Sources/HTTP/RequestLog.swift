import Logging

/// Tells of each request that was answered, on the level `debug`: never of bodies, nor of queries and
/// headers, which have keys in them.
struct RequestLog: Sendable {
    private let logger: Logger

    /// Nothing when the level is above: then requests cost nothing more.
    init?(_ logger: Logger) {
        guard logger.logLevel <= .debug else { return nil }
        self.logger = logger
    }

    var now: ContinuousClock.Instant { .now }

    /// - Parameter identifier: the answer's.
    func note(
        _ exchange: Exchange, status: Int, identifier: String, by application: any HTTPApplication
    ) {
        let line = exchange.head?.line ?? exchange.refusedLine
        var metadata: Logger.Metadata = ["status": "\(status)", "request-id": "\(identifier)"]
        if let line {
            metadata["method"] = "\(line.method.rawValue)"
            metadata["path"] = "\(line.path)"
        }
        if let head = exchange.head, let operation = application.operation(of: head) {
            metadata["operation"] = "\(operation)"
        }
        if let began = exchange.began {
            let microseconds = (now - began) / .microseconds(1)
            metadata["ms"] = "\((microseconds / 10).rounded() / 100)"
        }
        logger.debug("request", metadata: metadata)
    }
}
