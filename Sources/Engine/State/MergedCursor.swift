/// Walks a range of one database over all layers, forwards or backwards: of entries under one key the
/// newest layer's counts, and its tombstones hide what lies below.
struct MergedCursor: ~Copyable {
    // Newest first. There are three while a checkpoint runs, two else, and one in a closed store.
    private var first: LayerCursor
    private var second: LayerCursor?
    private var third: LayerCursor?
    /// Which of them stands on the current entry; `nil` before the first and behind the last.
    private var standing: Standing?

    private enum Standing {
        case first, second, third
    }

    /// Which of them besides stand on the same key.
    private var isSecondEqual = false
    private var isThirdEqual = false

    init(
        over layers: [LayerReader], in space: Space, _ range: KeyRange, isReversed: Bool = false
    ) throws(StoreError) {
        precondition((1...3).contains(layers.count), "a state of \(layers.count) layers")
        func cursor(of number: Int) throws(StoreError) -> LayerCursor? {
            guard number < layers.count else { return nil }
            return try layers[number].cursor(in: space, range, isReversed: isReversed)
        }
        let first = try layers[0].cursor(in: space, range, isReversed: isReversed)
        let second = try cursor(of: 1)
        let third = try cursor(of: 2)
        self.first = first
        self.second = second
        self.third = third
    }

    /// Moves to the next entry of the range; `false` at the end.
    mutating func move() throws(StoreError) -> Bool {
        repeat {
            try leaveEntry()
            choose()
            if standing == nil { return false }
        } while try isTombstone()
        return true
    }

    /// Passes the current entry to `body` without copying it.
    func visit<Answer>(
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(StoreError) -> Answer
    ) throws(StoreError) -> Answer? {
        switch standing {
        case .first: try first.visit(body)
        case .second: try second?.visit(body)
        case .third: try third?.visit(body)
        case nil: nil
        }
    }

    /// A copy of the next entry of the range, or `nil` at the end.
    mutating func next() throws(StoreError) -> (key: [UInt8], value: StoredValue)? {
        guard try move() else { return nil }
        return switch standing {
        case .first: first.entry()
        case .second: second?.entry()
        case .third: third?.entry()
        case nil: nil
        }
    }

    /// Advances all layers' cursors that stand on the current entry.
    private mutating func leaveEntry() throws(StoreError) {
        guard let standing else { return }
        if standing == .first { try first.move() }
        if standing == .second || isSecondEqual { try second?.move() }
        if standing == .third || isThirdEqual { try third?.move() }
    }

    /// Finds the one whose entry comes next, the newest of several with one key.
    private mutating func choose() {
        isSecondEqual = false
        isThirdEqual = false
        standing = first.isInRange ? .first : nil
        if second?.isInRange == true {
            let order = standing == nil ? 1 : MergedCursor.order(first, second)
            if order > 0 { standing = .second }
            isSecondEqual = order == 0
        }
        if third?.isInRange == true {
            let order =
                switch standing {
                case .first: MergedCursor.order(first, third)
                case .second: MergedCursor.order(second, third)
                case .third, nil: 1
                }
            if order > 0 {
                standing = .third
                isSecondEqual = false
            }
            isThirdEqual = order == 0
        }
    }

    private static func order(
        _ left: borrowing LayerCursor, _ right: borrowing LayerCursor?
    ) -> Int {
        switch right {
        case .some(let right): left.order(relativeTo: right)
        case .none: -1
        }
    }

    private static func order(
        _ left: borrowing LayerCursor?, _ right: borrowing LayerCursor?
    ) -> Int {
        switch left {
        case .some(let left): order(left, right)
        case .none: 1
        }
    }

    private func isTombstone() throws(StoreError) -> Bool {
        switch standing {
        case .first: try first.isTombstone()
        case .second: try second?.isTombstone() ?? false
        case .third: try third?.isTombstone() ?? false
        case nil: false
        }
    }
}
