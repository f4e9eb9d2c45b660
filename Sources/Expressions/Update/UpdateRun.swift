import Values

/// One update on its way through one item: what its actions have in common.
struct UpdateRun {
    let isFlat: Bool
    /// Whether the item is made, in which nothing can be taken away.
    let isMade: Bool
    /// What the update makes of sketches, where that had to be known before.
    var observed: ObservedSketches?
    /// The levels around and in the deepest value that was written.
    private(set) var depth = 0
    private var budget = ListBudget()
    /// What the editor's item may have on the way: no action takes away more than `old` has, so one
    /// that is larger stays too large for an item.
    private let sizeMax: Int

    init(of update: Update, on old: ItemImage, isMade: Bool) {
        isFlat = update.isFlat
        self.isMade = isMade
        sizeMax = old.size + ExpressionLimits.updateGrowthBytesMax
    }

    /// Does one action; `index` is its position in the update.
    mutating func perform(
        _ action: Update.Action, at index: Int, _ editor: inout ItemEditor,
        _ item: inout ItemView
    ) throws(ExpressionError) {
        let path = action.path
        let target = editor.seek(path)
        switch action.effect {
        case .set(.value(let value)): try put(value, at: path, target, &editor)
        case .set(let source):
            try put(try source.value(in: &item, observed), at: path, target, &editor)
        case .remove: try remove(target, &editor)
        case .add(let operand):
            guard case .found = target else {
                return try put(try operand.added(to: nil), at: path, target, &editor)
            }
            if case .number(let amount) = operand, case .number = editor.kind {
                let sum = try amount.added(to: editor.readNumber())
                return try put(.number(sum), at: path, target, &editor)
            }
            let stored = editor.readValue()
            try put(try operand.added(to: stored), at: path, target, &editor)
        case .delete(let operand):
            var stored: Value?
            if case .found = target { stored = editor.readValue() }
            if let rest = try operand.deleted(from: stored) {
                try put(rest, at: path, target, &editor)
            } else {
                try remove(target, &editor)
            }
        case .observe(let observation):
            let bytes: [UInt8]?
            if let observed {
                bytes = observed.bytes(at: index)
            } else {
                bytes = try observation.outcome(in: &editor, target, at: path).bytes
            }
            if let bytes { try put(.binary(Binary(bytes)), at: path, target, &editor) }
        }
    }

    private mutating func put(
        _ value: Value, at path: AttributePath, _ target: ItemEditor.Target,
        _ editor: inout ItemEditor
    ) throws(ExpressionError) {
        try budget.spend(on: value)
        let depth = path.steps.count + value.depth
        if !isFlat {
            guard depth <= ExpressionLimits.itemDepthMax else { throw .tooDeep }
            guard target != .unreachable else { throw .invalidPath }
        }
        self.depth = max(self.depth, depth)
        editor.replace(with: value)
        guard editor.size <= sizeMax else { throw .tooLarge }
    }

    private func remove(
        _ target: ItemEditor.Target, _ editor: inout ItemEditor
    ) throws(ExpressionError) {
        switch target {
        case .found: editor.remove()
        case .absent: break
        case .unreachable: if !isMade { throw .invalidPath }
        }
    }
}

/// Stops an update that makes lists without end out of one long list: DynamoDB's items may have
/// 409,600 bytes, an element takes one at least, and every value made is part of the item.
private struct ListBudget {
    private var elementCount = 0

    mutating func spend(on value: Value) throws(ExpressionError) {
        guard case .list(let elements) = value else { return }
        elementCount += elements.count
        guard elementCount <= ExpressionLimits.itemBytesMax else { throw .tooLarge }
    }
}
