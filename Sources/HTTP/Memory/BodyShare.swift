import Platform

/// What the bodies of one connection's requests take of the memory for those of all connections.
///
/// The first of them together are free, so that small requests need not be counted.
struct BodyShare {
    private let budget: Budget
    private var heldBytes = 0
    private var countedBytes = 0

    init(of budget: Budget) {
        self.budget = budget
    }

    /// Takes room for so many bytes more, or nothing when there is none.
    mutating func take(_ count: Int) -> Bool {
        let held = heldBytes + count
        if held > HTTPLimits.uncountedBodyBytesMax {
            guard budget.take(held - countedBytes) else { return false }
            countedBytes = held
        }
        heldBytes = held
        return true
    }

    mutating func give(_ count: Int) {
        heldBytes -= count
        guard countedBytes > 0 else { return }
        let counted = heldBytes > HTTPLimits.uncountedBodyBytesMax ? heldBytes : 0
        budget.give(countedBytes - counted)
        countedBytes = counted
    }

    mutating func giveAll() {
        give(heldBytes)
    }
}
