/// Decides which lines are logged: at most so many in a span of time; the others are counted.
///
/// A new span begins with the first line after the last one's end. Performs nothing itself.
package struct LogRateLimiter {
    /// What to do with a line.
    package enum Decision: Hashable {
        /// Log this line, and first how many were suppressed since the last one.
        case log(suppressed: Int)
        case suppress
    }

    package let linesMax: Int
    package let span: Duration
    private var end: ContinuousClock.Instant?
    private var logged = 0
    private var suppressed = 0
    /// When suppressed lines may next be reported at the end of a process.
    private var nextReport: ContinuousClock.Instant?

    package init(linesMax: Int, span: Duration) {
        self.linesMax = linesMax
        self.span = span
    }

    /// Decides about one line.
    package mutating func decide(at now: ContinuousClock.Instant) -> Decision {
        if end.map({ now >= $0 }) ?? true {
            end = now + span
            logged = 0
        }
        guard logged < linesMax else {
            suppressed += 1
            return .suppress
        }
        logged += 1
        return .log(suppressed: takeSuppressed())
    }

    /// Suppressed lines to report at the end of a process: once in a span, as processes may be many.
    package mutating func takeSuppressed(at now: ContinuousClock.Instant) -> Int {
        guard suppressed > 0, nextReport.map({ now >= $0 }) ?? true else { return 0 }
        nextReport = now + span
        return takeSuppressed()
    }

    /// Suppressed lines that have not been reported.
    package mutating func takeSuppressed() -> Int {
        defer { suppressed = 0 }
        return suppressed
    }
}
