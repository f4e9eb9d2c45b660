package import Values

extension Update {
    /// The image after the update, made by copying what stays; `nil` when that cannot be done.
    ///
    /// Then the update must see the whole item, or does not fit this one, and `apply(to:)` says what
    /// comes of it. Where this answers, it answers what `apply(to:)` would.
    package func edit(_ old: ItemImage) -> ItemImage? {
        // More than an editor takes need not be sorted to find that out.
        guard isFlat, 1...ItemEditor.visitsMax ~= actions.count, let order = ascendingOrder()
        else { return nil }
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
    /// Answers `false` when the action needs more than its own attribute, or cannot be done to what is
    /// there.
    fileprivate func edit(_ editor: inout ItemEditor) throws -> Bool {
        switch self {
        case .set(let path, .value(let value)) where value.depth == 0:
            if try editor.seek(path.root) { try editor.skip() }
            editor.replace(with: value)
        case .add(let path, .number(let amount)):
            guard try editor.seek(path.root) else {
                editor.replace(with: .number(amount))
                break
            }
            guard let number = try editor.readNumber() else { return false }
            editor.replace(with: .number(try number.adding(amount)))
        case .observe(let path, let observation):
            guard observation.coupons != nil else { return false }
            guard try editor.seek(path.root) else {
                editor.replace(with: try observation.added(to: nil).value)
                break
            }
            guard let bytes = try editor.readBinary() else { return false }
            guard let changed = try observation.changed(bytes) else { break }
            editor.replace(with: .binary(Binary(changed)))
        case .set, .add, .remove, .delete: return false
        }
        return true
    }
}
