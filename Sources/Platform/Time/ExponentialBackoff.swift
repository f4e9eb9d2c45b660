/// How long to wait before something that failed is tried again: twice as long after each failure,
/// up to a bound.
package struct ExponentialBackoff: Hashable, Sendable {
    package let first: Duration
    package let longest: Duration
    /// More doublings than any sensible pair of bounds needs; they cannot overflow.
    private static let doublingsMax = 30

    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The longest wait after so many failures in a row, at least one.
    package func ceiling(afterFailures failures: Int) -> Duration {
        min(first * (1 << min(max(failures - 1, 0), Self.doublingsMax)), longest)
    }

    /// The wait after so many failures in a row, anywhere between half of the longest and all of it,
    /// so that many callers that failed together do not retry together.
    ///
    /// `share` says where in its range it lies, 0...1.
    package func delay(afterFailures failures: Int, share: Double) -> Duration {
        let ceiling = ceiling(afterFailures: failures)
        return ceiling / 2 + ceiling / 2 * min(max(share, 0), 1)
    }
}
