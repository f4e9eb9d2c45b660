import Synchronization

/// Something there is only so much of, shared by all event loops.
final class Budget: Sendable {
    private let limit: Int
    private let used = Atomic(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes `amount`, or nothing when there is less.
    func take(_ amount: Int) -> Bool {
        let after = used.add(amount, ordering: .relaxed).newValue
        if after <= limit { return true }
        give(amount)
        return false
    }

    func give(_ amount: Int) {
        used.subtract(amount, ordering: .relaxed)
    }
}
