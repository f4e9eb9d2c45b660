import Model
import Synchronization

/// What any thread may read of the state without a transaction, and the watches to call when it
/// changes: the writer replaces it after each group, once its effects are durable and visible.
final class Published: Sendable {
    struct Contents: Sendable {
        var catalog: Catalog
        var totals: [TableID: Totals]
        var streamTotals: [StreamID: StreamTotals] = [:]
        var indexTotals: [IndexAddress: Totals] = [:]
        var applied: AppliedState
        var failure: StoreError?
        /// Why the last group was refused for lack of space, until another one is taken.
        var shortage: StoreError?
        var statistics = Statistics()
    }

    private let contents: Mutex<Contents>
    private let watches = Mutex<[ObjectIdentifier: @Sendable (Store.News) -> Void]>([:])

    init(_ contents: Contents) {
        self.contents = Mutex(contents)
    }

    func read<Part: Sendable>(_ part: (Contents) -> Part) -> Part {
        contents.withLock { part($0) }
    }

    func update(_ body: (inout Contents) -> Void) {
        contents.withLock { body(&$0) }
    }

    // MARK: Watching

    func add(_ watch: Watch, _ body: @escaping @Sendable (Store.News) -> Void) {
        watches.withLock { $0[ObjectIdentifier(watch)] = body }
    }

    func remove(_ watch: ObjectIdentifier) {
        watches.withLock { $0[watch] = nil }
    }

    /// Calls all watches; runs on the writer's thread.
    func notify(_ news: Store.News) {
        guard !news.streams.isEmpty || news.catalogChanged else { return }
        for body in watches.withLock({ Array($0.values) }) { body(news) }
    }
}
