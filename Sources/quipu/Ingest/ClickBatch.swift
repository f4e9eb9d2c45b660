/// Clicks that are counted together: by how much each counter moves.
struct ClickBatch {
    struct Counter: Hashable {
        let series: String
        let bucket: String
    }

    /// TransactWriteItems takes 100 actions; one of them is the mark.
    static let countersMax = 99

    /// In the order in which they were first touched, so that equal input makes equal requests.
    private(set) var counters: [(counter: Counter, clicks: Int)] = []
    private var indices: [Counter: Int] = [:]
    private(set) var clicks = 0

    var isEmpty: Bool { clicks == 0 }

    /// Counts a click, or answers `false` when it would touch too many counters.
    mutating func add(_ click: Click) -> Bool {
        let buckets = Series.buckets(at: click.time)
        let touched = [Series.link(click), Series.wholeSite].flatMap { series in
            buckets.map { Counter(series: series, bucket: $0) }
        }
        let new = touched.count { indices[$0] == nil }
        guard counters.count + new <= ClickBatch.countersMax else { return false }
        for counter in touched {
            if let index = indices[counter] {
                counters[index].clicks += 1
            } else {
                indices[counter] = counters.count
                counters.append((counter, 1))
            }
        }
        clicks += 1
        return true
    }
}
