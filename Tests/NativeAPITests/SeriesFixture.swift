import Commands
import Engine
import Expressions
import Model
import NativeAPI
import Sketches
import TestSupport
import Testing
import Values

/// Something that happened once and counts for several series.
struct SeriesEvent {
    var second: Int64
    var series: [Text]
    var add: [Text: Number] = ["c": 1]
    var visitor: Int64?
}

/// The buckets that events add up to, made one by one and held beside the store.
struct SeriesFixture {
    struct BucketKey: Hashable {
        let series: Text
        let sortKey: Text
    }

    let table: Table
    let granularities: [SeriesGranularity]
    private(set) var events: [SeriesEvent] = []
    private(set) var items: [BucketKey: Item] = [:]
    private var sketches: [BucketKey: HLLSketch] = [:]
    /// For each series and granularity the starts of the buckets that have a sketch.
    private var sketchStarts: [[Text]: [Int64: BucketKey]] = [:]

    init(_ table: Table) throws {
        self.table = table
        let definition = try #require(table.settings.series)
        granularities = try definition.granularities.map { try #require(SeriesGranularity($0)) }
    }

    /// Adds an event to one bucket of each granularity of each of its series.
    mutating func record(_ event: SeriesEvent) throws {
        events.append(event)
        for series in event.series {
            for kind in granularities {
                let start = kind.calendar.start(of: event.second)
                let key = BucketKey(series: series, sortKey: try sortKey(of: start, in: kind))
                var item = items[key] ?? Sample.item(series, key.sortKey)
                for (name, amount) in event.add {
                    guard case .number(let old) = item[name] ?? .number(0) else { continue }
                    item[name] = .number(try old.adding(amount))
                }
                if let retention = kind.granularity.retentionSeconds {
                    let end = kind.calendar.end(ofBucketAt: start)
                    item["ttl"] = .number(Number(end + retention))
                }
                if let visitor = event.visitor {
                    let precision = kind.granularity.sketchPrecision ?? 12
                    var sketch = sketches[key] ?? HLLSketch(precision: precision)
                    sketch.update(visitor)
                    sketches[key] = sketch
                    sketchStarts[[series, kind.granularity.name], default: [:]][start] = key
                }
                items[key] = item
            }
        }
    }

    func sortKey(of start: Int64, in kind: SeriesGranularity) throws -> Text {
        let format = try #require(BucketFormat(kind.granularity.format.string))
        let text = format.text(of: start, in: kind.calendar.zone)
        return Text(kind.granularity.prefix.string + text)
    }

    /// The sketches of a granularity's buckets in some time, in order and as they are stored.
    func sketches(
        of series: Text, in kind: SeriesGranularity, from start: Int64, to end: Int64
    ) -> [HLLSketch] {
        let starts = sketchStarts[[series, kind.granularity.name]] ?? [:]
        return starts.filter { $0.key >= start && $0.key < end }.sorted { $0.key < $1.key }
            .compactMap { sketches[$0.value] }
    }

    /// Puts all buckets into the store.
    func store(in store: Store) async throws {
        let writes = try items.map { key, item in
            var item = item
            if let sketch = sketches[key] { item["u"] = .binary(Binary(sketch.encode())) }
            return try table.putting(item)
        }
        for start in stride(from: 0, to: writes.count, by: 4096) {
            try await store.commitAll(Array(writes[start..<min(start + 4096, writes.count)]))
        }
    }
}

/// Granularities to choose from; the names say the unit.
enum SeriesKinds {
    static func minute(kept: Int64? = nil, precision: Int? = nil) -> Granularity {
        Granularity(
            name: "minute", prefix: "m#", unit: .minute, format: "yyyyMMddHHmm",
            retentionSeconds: kept, sketchPrecision: precision)
    }

    static func quarterHour(kept: Int64? = nil) -> Granularity {
        Granularity(
            name: "quarter-hour", prefix: "q#", unit: .quarterHour, format: "yyyyMMddHHmm",
            retentionSeconds: kept)
    }

    static func halfHour(kept: Int64? = nil) -> Granularity {
        Granularity(
            name: "half-hour", prefix: "H#", unit: .halfHour, format: "yyyyMMddHHmm",
            retentionSeconds: kept)
    }

    static func hour(kept: Int64? = nil) -> Granularity {
        Granularity(
            name: "hour", prefix: "h#", unit: .hour, format: "yyyyMMddHH", retentionSeconds: kept)
    }

    static func day(kept: Int64? = nil, zone: Text = "UTC") -> Granularity {
        Granularity(
            name: "day", prefix: "d#", unit: .day, format: "yyyyMMdd", retentionSeconds: kept,
            timeZone: zone)
    }

    static func month(kept: Int64? = nil, zone: Text = "UTC") -> Granularity {
        Granularity(
            name: "month", prefix: "M#", unit: .month, format: "yyyyMM", retentionSeconds: kept,
            timeZone: zone)
    }

    static let year = Granularity(name: "year", prefix: "Y#", unit: .year, format: "yyyy")
    static let all = Granularity(name: "all", prefix: "A#", unit: .all)

    /// As the click table has them.
    static let clicks = [
        minute(kept: 172_800, precision: 10), hour(kept: 62 * 86_400), day(kept: 760 * 86_400),
        month(), all,
    ]
    static let clicksInAllZones = clicks + [quarterHour(kept: 62 * 86_400)]
    static let keptForEver = [minute(), hour(), day(), month(), year, all]
}

extension NativeHarness {
    /// Makes a table of series.
    func makeSeriesTable(
        _ granularities: [Granularity] = SeriesKinds.clicks,
        counters: [Text] = ["c", "country:*"], sketches: [Text] = ["u"], name: Text = "clicks"
    ) async throws -> Table {
        var settings = TableSettings()
        settings.series = SeriesDefinition(
            granularities: granularities, counters: counters, sketches: sketches)
        return try await store.change(
            DefineTable(
                TableDefinition(
                    name: name, uuid: "test", keySchema: Sample.schema, settings: settings),
                timeToLive: TimeToLive(attribute: "ttl")))
    }

    func series(_ query: String, table: String = "clicks") async -> Answer {
        await get("/v1/tables/\(table)/series?\(query)")
    }
}

/// The text of an instant, for requests and expectations.
func instant(_ second: Int64) -> String {
    Instant.text(Timestamp(seconds: second))
}
