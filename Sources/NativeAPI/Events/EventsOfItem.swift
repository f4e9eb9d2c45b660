import JSON
import Mutations
import Values

/// What single events of a batch write to one item, for finding the one that the item refuses.
///
/// An event is read as a whole only if it goes into the item, and counted in nothing else.
struct EventsOfItem {
    private let table: Table
    private let sortKey: KeyValue
    /// The item's partition.
    private let name: Text
    /// With the item's granularity and no other.
    private let series: SeriesDefinition
    private var clock: BucketClock

    /// `nil` for a key that no bucket of the series has.
    init?(
        key: Key, in table: Table, series: SeriesDefinition, now: Timestamp
    ) throws(NativeError) {
        guard case .string(let name) = key.partition, let sortKey = key.sort,
            case .string(let sort) = sortKey,
            let granularity = series.granularities.first(where: { sort.starts(with: $0.prefix) })
        else { return nil }
        self.table = table
        self.sortKey = sortKey
        self.name = name
        var series = series
        series.granularities = [granularity]
        self.series = series
        clock = try BucketClock(series, now: now)
    }

    /// What the event alone would write to the item, if anything.
    mutating func write(of event: JSONNode) throws -> ItemWrite? {
        guard let names = event["series"]?.elements,
            names.contains(where: { $0.isString(name.string) }), let at = event["at"]
        else { return nil }
        let moment = clock.moment(at: try at.readSecond())
        let bucket = clock.buckets[0][clock.moments[moment].buckets[0]]
        guard bucket.sortKey == sortKey else { return nil }
        var aggregator = EventAggregator(table: table, series: series, clock: clock)
        try aggregator.add(event, only: name)
        return try EventWrites(aggregator).writes.first
    }
}
