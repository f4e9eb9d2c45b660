/// Work that maintenance does in bounded steps, each a command like any other change of the state.
protocol Collector {
    var kind: CollectorKind { get }

    /// Handles up to `budget` entries; waits for what it commits.
    func step(budget: Int) throws(StoreError) -> CollectorStep
}

/// What one step came to.
struct CollectorStep {
    var entries = 0
    /// Of how many entries it had to look whether they are to be collected; 0 where that is not counted.
    var lookedAt = 0
    /// Whether the next step would find something at once.
    var hasMore = false
}
