/// Whether a process that stays takes events, and which caller waits for its response.
///
/// Pure: it reads no clock and takes no lock. `StayingProcess` holds it behind its lock.
///
/// - Waiter: what is resumed with the response.
package struct StayingMachine<Waiter> {
    package enum Phase {
        /// The next event may come.
        case idle
        /// A response is awaited.
        case busy(Waiter)
        /// It takes no more events; a response may still be awaited.
        ///
        /// - `isDismissed`: whether it ends because its input was closed.
        case closing(Waiter?, isDismissed: Bool)
        /// It has ended, and nobody waits.
        case ended(isDismissed: Bool)
    }

    /// What follows a check whether the process has long been idle.
    package enum IdleCheck: Equatable, Sendable {
        /// The next check is due after so long.
        case again(after: Duration)
        /// Its input is to be closed.
        case dismiss
    }

    package private(set) var phase = Phase.idle
    private var lastUse: ContinuousClock.Instant

    /// - Parameter now: when the process was made.
    package init(at now: ContinuousClock.Instant) {
        lastUse = now
    }

    /// Takes an event, for whose response `waiter` waits; `false` when no more are taken.
    package mutating func take(_ waiter: Waiter) -> Bool {
        guard case .idle = phase else { return false }
        phase = .busy(waiter)
        return true
    }

    /// The process has answered; returns what waits for that, if anything does.
    package mutating func responded(at now: ContinuousClock.Instant) -> Waiter? {
        lastUse = now
        switch phase {
        case .busy(let waiter):
            phase = .idle
            return waiter
        case .closing(let waiter, let isDismissed):
            phase = .closing(nil, isDismissed: isDismissed)
            return waiter
        case .idle, .ended: return nil
        }
    }

    /// The process is to end; answers whether a response is awaited.
    package mutating func dismiss() -> Bool {
        switch phase {
        case .idle:
            phase = .closing(nil, isDismissed: true)
            return false
        case .busy(let waiter):
            phase = .closing(waiter, isDismissed: true)
            return true
        case .closing(let waiter, _):
            phase = .closing(waiter, isDismissed: true)
            return waiter != nil
        case .ended:
            phase = .ended(isDismissed: true)
            return false
        }
    }

    /// The process writes no more responses; `ended` gives what waits for one.
    package mutating func outputEnded() {
        if case .idle = phase { phase = .closing(nil, isDismissed: false) }
    }

    /// Dismisses the process if no event has come for long.
    package mutating func checkIdle(
        at now: ContinuousClock.Instant, limit: Duration
    ) -> IdleCheck {
        switch phase {
        case .busy, .closing(.some, _): return .again(after: limit)
        case .idle, .closing(nil, _), .ended:
            let left = lastUse + limit - now
            guard left <= .zero else { return .again(after: left) }
            _ = dismiss()
            return .dismiss
        }
    }

    /// The process has ended; returns what still waits for a response, and whether it was dismissed.
    package mutating func ended() -> (waiter: Waiter?, isDismissed: Bool) {
        switch phase {
        case .idle:
            phase = .ended(isDismissed: false)
            return (nil, false)
        case .busy(let waiter):
            phase = .ended(isDismissed: false)
            return (waiter, false)
        case .closing(let waiter, let isDismissed):
            phase = .ended(isDismissed: isDismissed)
            return (waiter, isDismissed)
        case .ended(let isDismissed): return (nil, isDismissed)
        }
    }
}

extension StayingMachine.Phase: Equatable where Waiter: Equatable {}
extension StayingMachine: Equatable where Waiter: Equatable {}

extension StayingMachine.Phase: Sendable where Waiter: Sendable {}
extension StayingMachine: Sendable where Waiter: Sendable {}
