import Platform
import Testing

@Suite("Exponential backoff") struct ExponentialBackoffTests {
    private let backoff = ExponentialBackoff(first: .milliseconds(100), longest: .seconds(1))

    @Test func `each failure doubles the wait up to the bound`() {
        let waits = (1...6).map { backoff.ceiling(afterFailures: $0) }
        #expect(
            waits == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800),
                .seconds(1), .seconds(1),
            ])
        #expect(backoff.ceiling(afterFailures: .max) == .seconds(1))
        #expect(backoff.ceiling(afterFailures: 0) == .milliseconds(100))
    }

    @Test func `a delay lies between half of the wait and all of it`() {
        #expect(backoff.delay(afterFailures: 2, share: 0) == .milliseconds(100))
        #expect(backoff.delay(afterFailures: 2, share: 0.5) == .milliseconds(150))
        #expect(backoff.delay(afterFailures: 2, share: 1) == .milliseconds(200))
        #expect(backoff.delay(afterFailures: 2, share: 7) == .milliseconds(200))
    }
}
