extension Snapshot {
    /// Hands the entries of a range to `body` where they lie, in order, until it answers `false`.
    ///
    /// What readers of many items should use: an entry costs what LMDB and `body` cost, and nothing
    /// is copied as long as keys are plain and two layers at most have some in the range.
    func visit(
        in space: Space, _ range: KeyRange, isReversed: Bool = false,
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(StoreError) -> Bool
    ) throws(StoreError) {
        let boundBytes = max(range.lower.count, range.upper?.count ?? 0)
        guard boundBytes <= LongKey.plainBytesMax else {
            return try visitAny(in: space, range, isReversed: isReversed, body)
        }
        var newer: PlainCursor?
        var older: PlainCursor?
        var count = 0
        for layer in layers {
            let cursor = try layer.plainCursor(in: space, range, isReversed: isReversed)
            guard cursor.isInRange else { continue }
            switch count {
            case 0: newer = consume cursor
            case 1: older = consume cursor
            // A checkpoint is running, and what it moves is being written again.
            default: return try visitAny(in: space, range, isReversed: isReversed, body)
            }
            count += 1
        }
        guard var first = newer.take() else { return }
        if var second = older.take() {
            while first.isInRange, second.isInRange {
                let order = first.order(relativeTo: second)
                if order > 0 {
                    if second.isOnLongKey {
                        let rest = range.rest(from: second.family, isReversed: isReversed)
                        return try visitAny(in: space, rest, isReversed: isReversed, body)
                    }
                    guard try second.visit(body) else { return }
                    try second.move()
                    continue
                }
                if first.isOnLongKey {
                    let rest = range.rest(from: first.family, isReversed: isReversed)
                    return try visitAny(in: space, rest, isReversed: isReversed, body)
                }
                guard try first.visit(body) else { return }
                if order == 0 { try second.move() }
                try first.move()
            }
            if second.isInRange { first = second }
        }
        while first.isInRange {
            if first.isOnLongKey {
                let rest = range.rest(from: first.family, isReversed: isReversed)
                return try visitAny(in: space, rest, isReversed: isReversed, body)
            }
            guard try first.visit(body) else { return }
            try first.move()
        }
    }

    /// The same whatever the keys are and however many layers have some.
    private func visitAny(
        in space: Space, _ range: KeyRange, isReversed: Bool,
        _ body: (Span<UInt8>, Span<UInt8>) throws(StoreError) -> Bool
    ) throws(StoreError) {
        var cursor = try cursor(in: space, range, isReversed: isReversed)
        while let (key, value) = try cursor.next() {
            guard try body(key.span, value.bytes.span.extracting(value.start...)) else { return }
        }
    }
}

extension KeyRange {
    /// The part of the range from the first long key of a family on.
    fileprivate func rest(from family: [UInt8], isReversed: Bool) -> KeyRange {
        // A plain key that is just what they have in common comes before them all.
        guard isReversed else { return clamped(from: KeyRange.firstKey(after: family)) }
        return KeyRange.firstKey(notStartingWith: family).map { clamped(before: $0) } ?? self
    }
}
