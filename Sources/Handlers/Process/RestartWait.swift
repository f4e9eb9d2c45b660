import Platform

/// When a process that keeps failing is started again.
///
/// The first failure costs nothing: a handler that ends with a bad record should see the next one
/// at once. Performs nothing itself.
package struct RestartWait {
    private let backoff: ExponentialBackoff
    private var failures = 0
    private var notBefore: ContinuousClock.Instant?

    package init(first: Duration, longest: Duration) {
        backoff = ExponentialBackoff(first: first, longest: longest)
    }

    package mutating func answered() {
        failures = 0
        notBefore = nil
    }

    package mutating func failed(at now: ContinuousClock.Instant) {
        failures += 1
        guard failures > 1 else { return }
        notBefore = now + backoff.ceiling(afterFailures: failures - 1)
    }

    /// The moment to wait for before the next start.
    package func start(from now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        guard let notBefore, notBefore > now else { return nil }
        return notBefore
    }
}
