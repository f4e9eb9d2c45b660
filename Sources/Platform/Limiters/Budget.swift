import Synchronization

/// A bounded amount of something that many threads take from: connections, bytes of memory.
///
/// Never waits: what is not there is refused. Tasks that can wait use `WeightedSemaphore`.
package final class Budget: Sendable {
    private let limit: Int
    private let used = Atomic(0)

    package init(limit: Int) {
        self.limit = limit
    }

    /// What has been taken and not given back; others may change it at any time.
    package var usedNow: Int { used.load(ordering: .relaxed) }

    /// Takes `amount`, or nothing when there is less.
    package func take(_ amount: Int) -> Bool { take(amount, upTo: limit) }

    /// The same with a smaller limit, for callers that must leave a part to others.
    package func take(_ amount: Int, upTo limit: Int) -> Bool {
        let after = used.add(amount, ordering: .relaxed).newValue
        if after <= limit { return true }
        give(amount)
        return false
    }

    /// Takes `amount` even where there is less: of what cannot be refused any more.
    package func takeAnyway(_ amount: Int) {
        used.add(amount, ordering: .relaxed)
    }

    /// Gives back what was taken.
    package func give(_ amount: Int) {
        used.subtract(amount, ordering: .relaxed)
    }
}
