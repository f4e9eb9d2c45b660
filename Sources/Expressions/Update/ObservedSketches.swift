import Values

/// What the clauses OBSERVE and MERGE of one update make of an item's sketches.
///
/// Worked out before anything else, because `fresh` may ask about it in any order.
struct ObservedSketches {
    private struct Outcome {
        let path: AttributePath
        let value: Value
        let isFresh: Bool
    }

    /// By the position of the action; nothing at all when the update observes nothing.
    private let outcomes: [Outcome?]

    /// Those of an update without OBSERVE.
    init() {
        outcomes = []
    }

    init(of update: Update, on old: AttributeMap) throws(ExpressionError) {
        var outcomes: [Outcome?] = []
        outcomes.reserveCapacity(update.actions.count)
        for action in update.actions {
            guard case .observe(let path, let observation) = action else {
                outcomes.append(nil)
                continue
            }
            let stored = old.value(at: path)
            do throws(ExpressionError) {
                let (value, isFresh) = try observation.added(to: stored)
                outcomes.append(Outcome(path: path, value: value, isFresh: isFresh))
            } catch {
                guard observation.coupons == nil, let stored else { throw error }
                throw .notASketch(stored.kind, at: path)
            }
        }
        self.outcomes = outcomes
    }

    /// The sketch that the action at this position makes, or `nil` if it makes none.
    subscript(position: Int) -> Value? {
        position < outcomes.count ? outcomes[position]?.value : nil
    }

    /// Whether the sketch at `path` has let somebody in.
    func isFresh(_ path: AttributePath) -> Bool {
        outcomes.contains { $0?.path == path && $0?.isFresh == true }
    }
}
