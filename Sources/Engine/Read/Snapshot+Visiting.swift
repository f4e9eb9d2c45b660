extension Snapshot {
    /// Hands the entries of a range to `body` where they lie, in order, until it answers `false`.
    ///
    /// What readers of many items should use: an entry costs what LMDB and `body` cost, and nothing
    /// but long keys is copied.
    func visit(
        in space: Space, _ range: KeyRange, isReversed: Bool = false,
        _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(StoreError) -> Bool
    ) throws(StoreError) {
        var cursor = try cursor(in: space, range, isReversed: isReversed)
        while try cursor.move() {
            guard try cursor.visit(body) == true else { return }
        }
    }
}
