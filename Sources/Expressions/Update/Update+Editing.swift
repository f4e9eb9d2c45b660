package import Values

extension Update {
    /// What an update made of an item.
    package struct Edited: Sendable {
        package let old: ItemImage
        package let image: ItemImage
        /// The levels of lists and maps around and in the deepest value that it wrote.
        package let depth: Int

        /// The attributes that it changed; computed at each access.
        package var changed: AttributeSet { AttributeSet(changedFrom: old, to: image) }
    }

    /// Updates an item that is there.
    ///
    /// Every right-hand side and every list position means `old`, whatever the other actions
    /// do. Throws DynamoDB's complaint when the item does not fit the update.
    package func edit(_ old: ItemImage) throws(ExpressionError) -> Edited {
        try edit(old, reading: old, isMade: old.view.count == 0)
    }

    /// Makes an item where there was none, out of its key.
    ///
    /// Right-hand sides see the key and nothing else, as on DynamoDB.
    package func make(with key: ItemImage) throws(ExpressionError) -> Edited {
        try edit(key, reading: readsNewKey ? key : .empty, isMade: true)
    }

    private func edit(
        _ old: ItemImage, reading readable: ItemImage, isMade: Bool
    ) throws(ExpressionError) -> Edited {
        var run = UpdateRun(of: self, on: old, isMade: isMade)
        let order = visitingOrder()
        do throws(ExpressionError) {
            var item = readable.view
            if asksFresh { run.observed = try ObservedSketches(of: self, on: &item) }
            var editor = ItemEditor(old, visits: actions.count)
            let actions = actions.span
            for place in actions.indices {
                let index = order.isEmpty ? place : order[place]
                if isSuperseded(place, in: order) {
                    var rehearsal = ItemEditor(old, visits: 1)
                    try run.perform(actions[index], at: index, &rehearsal, &item)
                } else {
                    try run.perform(actions[index], at: index, &editor, &item)
                }
            }
            return Edited(old: old, image: editor.finish(), depth: run.depth)
        } catch {
            throw firstComplaint(about: old, reading: readable, isMade: isMade) ?? error
        }
    }

    // MARK: Order

    /// The positions of the actions in the order in which an editor visits their paths; empty when that
    /// is how they stand.
    private func visitingOrder() -> [Int] {
        let stand = actions.indices.dropFirst().allSatisfy {
            actions[$0 - 1].path.precedes(actions[$0].path)
        }
        if stand { return [] }
        return actions.indices.sorted { left, right in
            let (first, second) = (actions[left].path, actions[right].path)
            return first == second ? left < right : first.precedes(second)
        }
    }

    /// Whether a later action writes the same path, which then counts alone.
    private func isSuperseded(_ place: Int, in order: [Int]) -> Bool {
        guard place + 1 < order.count else { return false }
        return actions[order[place]].path == actions[order[place + 1]].path
    }

    /// The complaint that is given when several actions do not fit: about sketches first, then in the
    /// order of the text, or of the paths where any of them lies inside an attribute, then about size.
    ///
    /// They are visited as an editor visits them, in one pass.
    private func firstComplaint(
        about old: ItemImage, reading readable: ItemImage, isMade: Bool
    ) -> ExpressionError? {
        guard actions.count > 1 else { return nil }
        var run = UpdateRun(of: self, on: old, isMade: isMade)
        var item = readable.view
        do throws(ExpressionError) {
            run.observed = try ObservedSketches(of: self, on: &item)
        } catch {
            return error
        }
        let order = visitingOrder()
        var editor = ItemEditor(old, visits: 1)
        var first: (place: Int, error: ExpressionError)?
        for visit in actions.indices {
            let index = order.isEmpty ? visit : order[visit]
            do throws(ExpressionError) {
                if isSuperseded(visit, in: order) {
                    var rehearsal = ItemEditor(old, visits: 1)
                    try run.perform(actions[index], at: index, &rehearsal, &item)
                } else {
                    try run.perform(actions[index], at: index, &editor, &item)
                }
            } catch {
                // What has grown too large need not grow further.
                if error == .tooLarge { return first?.error ?? error }
                let place = isFlat ? index : visit
                if first.map({ place < $0.place }) ?? true { first = (place, error) }
            }
        }
        return first?.error
    }
}
