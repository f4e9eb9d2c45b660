import Values

/// What the clauses OBSERVE and MERGE of one update make of an item's sketches.
///
/// Worked out before anything else where `fresh` asks about it, as that may stand anywhere.
struct ObservedSketches {
    private struct Entry {
        let path: AttributePath
        let outcome: Observation.Outcome
    }

    /// By the position of the action; nothing at all when the update observes nothing.
    private let entries: [Entry?]

    init(of update: Update, on old: inout ItemView) throws(ExpressionError) {
        var entries: [Entry?] = []
        entries.reserveCapacity(update.actions.count)
        for action in update.actions {
            guard case .observe(let observation) = action.effect else {
                entries.append(nil)
                continue
            }
            let path = action.path
            let outcome: Observation.Outcome
            if let location = old.locate(path) {
                guard let contents = old.contents(of: location), location.kind == .binary else {
                    throw observation.mismatch(location.kind, at: path)
                }
                outcome = try observation.outcome(
                    onStored: old.bytes.extracting(contents), at: path)
            } else {
                outcome = try observation.outcome(on: nil)
            }
            entries.append(Entry(path: path, outcome: outcome))
        }
        self.entries = entries
    }

    /// The bytes of the sketch that the action at this position changes; `nil` where none does.
    func bytes(at position: Int) -> [UInt8]? { entries[position]?.outcome.bytes }

    /// Whether the sketch at `path` has let somebody in.
    func isFresh(_ path: AttributePath) -> Bool {
        entries.contains { $0?.path == path && $0?.outcome.isFresh == true }
    }
}

extension Observation {
    /// The outcome on what an editor found.
    func outcome(
        in editor: inout ItemEditor, _ target: ItemEditor.Target, at path: AttributePath
    ) throws(ExpressionError) -> Outcome {
        guard case .found = target else { return try outcome(on: nil) }
        guard let bytes = editor.readBinary() else { throw mismatch(editor.kind, at: path) }
        return try outcome(onStored: bytes.span, at: path)
    }

    /// The outcome on binary that is there.
    fileprivate func outcome(
        onStored bytes: Span<UInt8>, at path: AttributePath
    ) throws(ExpressionError) -> Outcome {
        do throws(ExpressionError) {
            return try outcome(on: bytes)
        } catch {
            // What else a MERGE can complain about is its own sketch.
            throw coupons == nil ? mismatch(.binary, at: path) : error
        }
    }

    /// What is said where something is there that is no sketch.
    fileprivate func mismatch(
        _ found: ValueKind, at path: AttributePath
    ) -> ExpressionError {
        coupons == nil ? .notASketch(found, at: path) : .incorrectType
    }
}
