/// How many lines may still be logged, and how many were not.
///
/// A new span of time begins with the first line after the last one's end. Performs nothing itself.
package struct LogAllowance {
    package enum Decision: Hashable {
        /// Log this line, and first say how many were passed over since the last one.
        case log(suppressed: Int)
        case suppress
    }

    package let linesMax: Int
    package let span: Duration
    private var end: ContinuousClock.Instant?
    private var logged = 0
    private var suppressed = 0
    /// When it may next be told at the end of a process.
    private var nextTelling: ContinuousClock.Instant?

    package init(linesMax: Int, span: Duration) {
        self.linesMax = linesMax
        self.span = span
    }

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

    /// Lines passed over to be told at the end of a process: once in a span, as processes may be
    /// many.
    package mutating func takeSuppressed(at now: ContinuousClock.Instant) -> Int {
        guard suppressed > 0, nextTelling.map({ now >= $0 }) ?? true else { return 0 }
        nextTelling = now + span
        return takeSuppressed()
    }

    /// Lines passed over that nobody has been told of.
    package mutating func takeSuppressed() -> Int {
        defer { suppressed = 0 }
        return suppressed
    }
}
