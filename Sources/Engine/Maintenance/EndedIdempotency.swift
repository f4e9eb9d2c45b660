import Model

/// Records of the idempotency table whose life has ended: tokens, ids and producers' high-water marks.
///
/// Each has a mark under the second of its end, which leads to it.
struct EndedIdempotency {
    /// Marks of each kind.
    let budget: Int

    /// Removes what the budget allows; returns how many records that was.
    func collect(from base: inout BaseWriter) throws(StoreError) -> Int {
        let applied = try base.value(of: Keyspace.applied, in: .catalog)
        guard let now = try applied?.appliedState().time.seconds else { return 0 }
        var removed = 0
        for ended in Keyspace.idempotencyEnds(before: now) {
            var budget = budget
            _ = try base.sweep(ended, in: .idempotency, &budget, withValues: false) {
                mark, base throws(StoreError) in
                let key = try Keyspace.entry(ofIdempotencyEnd: mark.key)
                guard let value = try base.value(of: key, in: .idempotency) else { return }
                // It may have been used anew since.
                guard try IdempotencyForm.lastSecond(of: value) < now else { return }
                try base.delete(key, in: .idempotency)
                removed += 1
            }
        }
        return removed
    }
}
