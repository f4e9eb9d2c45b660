import Commands
import JSON
import Model
import PlainBodies
import Values

/// What some events of a batch write to one item, for finding the one that the item refuses.
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

    /// Whether the event goes into the item.
    mutating func concerns(_ event: JSONNode) throws -> Bool {
        guard let names = event["series"]?.elements,
            names.contains(where: { $0.isString(name.string) }), let at = event["at"]
        else { return false }
        let moment = clock.moment(at: try at.readSecond())
        let bucket = clock.buckets[0][clock.moments[moment].buckets[0]]
        return bucket.sortKey == sortKey
    }

    /// What events that go into the item write to it if they come alone.
    func writes(of events: some Sequence<JSONNode>) throws -> [ItemWrite] {
        var aggregator = EventAggregator(table: table, series: series, clock: clock)
        for event in events { try aggregator.add(event, only: name) }
        return try EventWrites(aggregator).writes
    }
}
