/// An instant, in microseconds since 1 January 1970 UTC.
///
/// One microsecond is also the tick by which the log's time moves forward when the clock does not,
/// so that no two commands share a time.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package init(seconds: Int64) {
        microseconds = seconds.multipliedReportingOverflow(by: 1_000_000).partialValue
    }

    /// Whole seconds, rounded down: the unit of time to live.
    package var seconds: Int64 {
        let quotient = microseconds / 1_000_000
        return microseconds % 1_000_000 < 0 ? quotient - 1 : quotient
    }

    /// The later one of two instants: `max`, compiled for this type.
    package func later(than other: Timestamp) -> Timestamp {
        microseconds < other.microseconds ? other : self
    }

    /// The next instant that the log can give to a command.
    package var successor: Timestamp {
        Timestamp(microseconds: microseconds + 1)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}
