import Logging

/// Logs each request that was answered, on the level `debug`: never bodies, nor queries and
/// headers, which have keys in them.
package struct RequestLog: Sendable {
    private let logger: Logger

    /// Nothing when the level is above: then requests cost nothing more.
    init?(_ logger: Logger) {
        guard logger.logLevel <= .debug else { return nil }
        self.logger = logger
    }

    /// - Parameters:
    ///   - began: when the request began to be carried out; `nil` for one that was rejected.
    ///   - identifier: the response's.
    func note(
        _ exchange: Exchange, began: ContinuousClock.Instant?, status: Int, identifier: String,
        by application: any HTTPApplication
    ) {
        var metadata: Logger.Metadata = ["status": "\(status)", "request-id": "\(identifier)"]
        if let line = exchange.head?.line ?? exchange.rejected?.line {
            metadata["method"] = "\(line.method.rawValue)"
            metadata["path"] = "\(line.path)"
        }
        if let head = exchange.head, let operation = application.operation(of: head) {
            metadata["operation"] = "\(operation)"
        }
        if let began {
            let microseconds = (ContinuousClock.now - began) / .microseconds(1)
            metadata["ms"] = "\((microseconds / 10).rounded() / 100)"
        }
        logger.debug("request", metadata: metadata)
    }
}
