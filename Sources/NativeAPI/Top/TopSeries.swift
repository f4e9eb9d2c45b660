import Sketches
import Values

/// The largest series so far, at most as many as are asked for.
///
/// Of those that are equal, the ones come first whose names do, so the order never depends on the
/// order in which they are found.
struct TopSeries: Sendable {
    /// What a series has of the measure.
    enum Measure: Comparable, Sendable {
        case sum(Number)
        case estimate(Double)
    }

    struct Entry: Sendable {
        let series: Text
        let measure: Measure

        /// Whether it stands in front of another.
        func leads(_ other: Entry) -> Bool {
            measure == other.measure ? series < other.series : measure > other.measure
        }
    }

    let limit: Int
    /// In their order.
    private(set) var entries: [Entry] = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ entry: Entry) {
        if entries.count == limit {
            guard let last = entries.last, entry.leads(last) else { return }
            entries.removeLast()
        }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entry.leads(entries[middle]) { high = middle } else { low = middle + 1 }
        }
        entries.insert(entry, at: low)
    }
}

extension SeriesAggregate {
    /// What it has of one attribute that its selection names; `nil` when no bucket had it.
    func measure(of name: Text, in selection: AttributeSelection) -> TopSeries.Measure? {
        if let place = selection.counters.firstIndex(of: name) {
            return counters[place].map { .sum($0) }
        }
        guard let place = selection.sketches.firstIndex(of: name) else { return nil }
        return sketches[place].map { .estimate($0.estimate) }
    }
}
