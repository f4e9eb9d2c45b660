import Model
import Values

/// Which buckets an instant lies in, one of each granularity.
///
/// Events are neighbours in time, so the answer is kept as a *moment*: the time during which no bucket
/// of any granularity ends. An event in the same moment as the one before it costs two comparisons, and
/// a bucket's sort key is written once however many events fall into it.
struct BucketClock {
    /// A time during which all events go into the same buckets.
    struct Moment {
        let start: Int64
        let end: Int64
        /// For each granularity the place of the bucket in `buckets`.
        let buckets: [Int]
    }

    /// One bucket of a granularity.
    struct Bucket {
        /// The sort key of its items.
        let sortKey: KeyValue
        /// The last second of its items, if they end.
        let lastSecond: Int64?
        /// Whether it is not kept any more: from its items' last second on, as for `SeriesGranularity`.
        let isOver: Bool
        fileprivate let start: Int64
        fileprivate let end: Int64
    }

    /// For each granularity its buckets so far.
    private(set) var buckets: [[Bucket]]
    private(set) var moments: [Moment] = []
    private let kinds: [SeriesGranularity]
    private let now: Int64
    private var bucketsByStart: [[Int64: Int]]
    private var momentsByStart: [Int64: Int] = [:]
    private var latest = 0

    /// - Parameter now: decides which buckets are over.
    init(_ series: SeriesDefinition, now: Timestamp) throws(NativeError) {
        kinds = try series.timedGranularities()
        self.now = now.seconds
        buckets = kinds.map { _ in [] }
        bucketsByStart = kinds.map { _ in [:] }
    }

    /// The place in `moments` of the one in which a second lies.
    mutating func moment(at second: Int64) -> Int {
        if latest < moments.count, second >= moments[latest].start, second < moments[latest].end {
            return latest
        }
        var places: [Int] = []
        places.reserveCapacity(kinds.count)
        var start = Int64.min
        var end = Int64.max
        for kind in kinds.indices {
            let place = bucket(of: kind, at: second)
            start = max(start, buckets[kind][place].start)
            end = min(end, buckets[kind][place].end)
            places.append(place)
        }
        // Moments do not overlap, so a start identifies one.
        if let known = momentsByStart[start] {
            latest = known
        } else {
            latest = moments.count
            moments.append(Moment(start: start, end: end, buckets: places))
            momentsByStart[start] = latest
        }
        return latest
    }

    private mutating func bucket(of kind: Int, at second: Int64) -> Int {
        let calendar = kinds[kind].calendar
        let start = calendar.start(of: second)
        if let known = bucketsByStart[kind][start] { return known }
        let end = calendar.end(ofBucketAt: start)
        let granularity = kinds[kind].granularity
        let lastSecond = granularity.retentionSeconds.map { end + $0 }
        let text = kinds[kind].format.text(of: start, in: calendar.zone)
        let place = buckets[kind].count
        buckets[kind].append(
            Bucket(
                sortKey: .string(Text(granularity.prefix.string + text)), lastSecond: lastSecond,
                isOver: lastSecond.map { $0 <= now } ?? false, start: start, end: end))
        bucketsByStart[kind][start] = place
        return place
    }
}
