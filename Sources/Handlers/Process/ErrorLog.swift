import Logging
import Platform
import Synchronization

/// The standard error of a handler's processes, in the server's log, at a bounded rate.
final class ErrorLog: Sendable {
    private let limiter: Mutex<LogRateLimiter>
    private let logger: Logger

    init(_ logger: Logger, handler: String, bounds: ProcessBounds) {
        var logger = logger
        logger[metadataKey: "handler"] = "\(handler)"
        self.logger = logger
        limiter = Mutex(LogRateLimiter(linesMax: bounds.errorLinesMax, span: bounds.errorSpan))
    }

    func log(_ line: String) {
        let decision = limiter.withLock { $0.decide(at: .now) }
        guard case .log(let suppressed) = decision else { return }
        tell(suppressed)
        logger.info("\(line)")
    }

    /// Says at the end of a process how many lines were passed over since the last one that was
    /// logged, at a bounded rate too.
    func tellSuppressed() {
        tell(limiter.withLock { $0.takeSuppressed(at: .now) })
    }

    private func tell(_ suppressed: Int) {
        guard suppressed > 0 else { return }
        logger.warning("\(suppressed) lines of its standard error were not logged")
    }
}
