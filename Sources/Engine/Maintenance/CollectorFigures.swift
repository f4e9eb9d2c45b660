import Synchronization

/// What one kind of collector has done since the store was opened.
package struct CollectorFigures: Hashable, Sendable {
    /// As the kind counts them.
    package var entries = 0
    /// Steps that failed.
    package var failures = 0

    package init() {}
}

/// The figures of all collectors, whichever thread they run on.
final class MaintenanceFigures: Sendable {
    private let figures = Mutex<[CollectorKind: CollectorFigures]>([:])

    var all: [CollectorKind: CollectorFigures] { figures.withLock { $0 } }

    func count(_ entries: Int, of kind: CollectorKind) {
        guard entries > 0 else { return }
        figures.withLock { $0[kind, default: CollectorFigures()].entries += entries }
    }

    func countFailure(of kind: CollectorKind) {
        figures.withLock { $0[kind, default: CollectorFigures()].failures += 1 }
    }

    /// Counts what a checkpoint collected, also one that failed afterwards: the next try does not collect
    /// it again.
    func note(_ event: StoreEvent) {
        guard case .checkpoint(let report) = event else { return }
        for (kind, entries) in report.collected { count(entries, of: kind) }
    }
}
