import Mutations
import Synchronization

/// What the whole process may know of the state without a transaction: replaced by the writer after
/// each group, once its effects are durable and visible.
final class Published: Sendable {
    struct Contents: Sendable {
        var catalog: Catalog
        var totals: [TableID: Totals]
        var applied: AppliedState
        var failure: StoreError?
        var statistics = Statistics()
    }

    private let contents: Mutex<Contents>

    init(_ contents: Contents) {
        self.contents = Mutex(contents)
    }

    func read<Part: Sendable>(_ part: (Contents) -> Part) -> Part {
        contents.withLock { part($0) }
    }

    func update(_ body: (inout Contents) -> Void) {
        contents.withLock { body(&$0) }
    }
}
