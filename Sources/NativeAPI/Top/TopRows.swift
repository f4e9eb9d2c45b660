import Engine
import JSON
import Values

/// The rows of a ranking, which are read once it is known which series they are.
///
/// In the order that these figures have: of series from earlier slices they may have grown since.
struct TopRows: Sendable {
    private let request: TopRequest
    private var waiting: ArraySlice<TopSeries.Entry>
    private var reader: SeriesReader
    private var order: TopSeries
    private var totals: [Text: SeriesAggregate] = [:]

    init(_ request: TopRequest, entries: [TopSeries.Entry], plan: SeriesPlan) {
        self.request = request
        waiting = entries[...]
        order = TopSeries(limit: request.limit)
        reader = SeriesReader(
            request.table, granularities: request.granularities, plan: plan,
            selection: request.shown)
    }

    /// Reads rows until they have had `bucketsMax` buckets or more; whether all are read.
    mutating func readOn(
        under plan: SeriesPlan, bucketsMax: Int, from snapshot: borrowing Snapshot
    ) throws(NativeError) -> Bool {
        var bucketsRead = 0
        while let entry = waiting.first {
            guard bucketsRead < bucketsMax else { return false }
            waiting.removeFirst()
            reader.begin(under: plan)
            var aggregates = [SeriesAggregate(request.shown)]
            try reader.read(entry.series, points: 0..<1, into: &aggregates, from: snapshot)
            bucketsRead += reader.bucketsRead
            totals[entry.series] = aggregates[0]
            let measure = aggregates[0].measure(of: request.by, in: request.shown)
            order.add(TopSeries.Entry(series: entry.series, measure: measure ?? entry.measure))
        }
        return true
    }

    /// Writes the rows with all that is shown of them.
    func write(to writer: inout JSONWriter) {
        let values = SeriesValues(selection: request.shown, deviations: request.deviations)
        for entry in order.entries {
            guard let total = totals[entry.series] else { continue }
            writer.beginObject()
            writer.name("series")
            writer.string(entry.series.string)
            writer.name("total")
            writer.beginObject()
            values.write(total, names: reader.names, filling: .zero, to: &writer)
            writer.endObject()
            writer.endObject()
        }
    }
}
