package import Values

/// What a table counts over time: into which buckets an event goes, and which series can be
/// queried.
package struct SeriesDefinition: Hashable, Sendable {
    /// At most one of each unit.
    package var granularities: [Granularity]
    /// The counters that are summed unless a request says otherwise; one that ends in `*` means all
    /// attributes that begin so.
    package var counters: [Text]
    /// The sketches that are united unless a request says otherwise.
    package var sketches: [Text]

    package init(granularities: [Granularity], counters: [Text] = [], sketches: [Text] = []) {
        self.granularities = granularities
        self.counters = counters
        self.sketches = sketches
    }

    /// The same with a note in each granularity of what was before it; `old` is the definition until
    /// `second`, `nil` for a table without series.
    package func changed(from old: SeriesDefinition?, at second: Int64) -> SeriesDefinition {
        var changed = self
        changed.granularities = granularities.map { granularity in
            let before = old?.granularities.first { granularity.hasBuckets(of: $0) }
            return granularity.changed(from: before, at: second)
        }
        return changed
    }
}
