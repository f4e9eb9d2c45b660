import Platform

/// A monotonic clock for waits between two tries.
///
/// Not the store's clock, which says when things happened: that one may be set back.
package protocol HandlerClock: Sendable {
    /// The time since some fixed moment; it never goes back.
    var elapsed: Duration { get }

    /// Waits until `elapsed` has come to `moment`; returns at once when the task is cancelled.
    func sleep(until moment: Duration) async
}

/// The machine's own clock.
package struct SteadyClock: HandlerClock {
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now

    package init() {}

    package var elapsed: Duration { start.duration(to: clock.now) }

    package func sleep(until moment: Duration) async {
        do {
            try await clock.sleep(until: start + moment, tolerance: nil)
        } catch {
            // Cancelled: the waiting task checks for that next.
        }
    }
}

extension AsyncSignal {
    /// Waits for the next signal until `moment`; for ever when there is none.
    func wait(until moment: Duration?, on clock: any HandlerClock) async {
        guard let moment else { return await wait() }
        await wait(atMost: { await clock.sleep(until: moment) })
    }
}
