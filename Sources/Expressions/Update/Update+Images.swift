package import Values

extension Update {
    /// The image after the update, made by copying what stays; `nil` when that cannot be done.
    ///
    /// Then the update must see the whole item, or does not fit this one, and `apply(to:)` says what
    /// comes of it. Where this answers, it answers what `apply(to:)` would.
    package func edit(_ old: ItemImage) -> ItemImage? {
        guard isEdit, let order = ascendingOrder() else { return nil }
        do {
            guard var editor = try ItemEditor(old, visits: actions.count) else { return nil }
            for place in actions.indices {
                let index = order.isEmpty ? place : order[place]
                guard try actions[index].edit(&editor) else { return nil }
            }
            return editor.finish()
        } catch {
            return nil
        }
    }

    /// The positions of the actions in the order of their attributes, empty when that is how they
    /// stand; `nil` when two change the same one.
    private func ascendingOrder() -> [Int]? {
        if ascends(by: { $0 }) { return [] }
        let order = actions.indices.sorted { actions[$0].path.root < actions[$1].path.root }
        return ascends(by: { order[$0] }) ? order : nil
    }

    private func ascends(by order: (Int) -> Int) -> Bool {
        actions.indices.dropFirst().allSatisfy { place in
            actions[order(place - 1)].path.root < actions[order(place)].path.root
        }
    }
}

extension Update.Action {
    /// Whether it looks at one attribute and changes that one.
    var isEdit: Bool {
        guard path.isTopLevel else { return false }
        return switch self {
        case .add(_, .number): true
        case .observe(_, let observation): observation.coupons != nil
        case .set(_, .value(let value)): value.depth == 0
        case .set, .remove, .add, .delete: false
        }
    }

    /// Answers `false` when the attribute is nothing that the action could be done to.
    fileprivate func edit(_ editor: inout ItemEditor) throws -> Bool {
        let isThere = try editor.seek(path.root)
        switch self {
        case .set(_, .value(let value)):
            if isThere { try editor.skip() }
            editor.replace(with: value)
        case .add(_, let amount) where !isThere:
            editor.replace(with: amount)
        case .add(_, .number(let amount)):
            guard let number = try editor.readNumber() else { return false }
            editor.replace(with: .number(try number.adding(amount)))
        case .observe(_, let observation) where !isThere:
            editor.replace(with: try observation.added(to: nil).value)
        case .observe(_, let observation):
            guard let bytes = try editor.readBinary() else { return false }
            guard let changed = try observation.changed(bytes) else { break }
            editor.replace(with: .binary(Binary(changed)))
        default: return false
        }
        return true
    }
}
