import Commands
import Engine
import JSON
import Model
import Values

/// A ranking on its way through all series of a table.
///
/// Series are found by stepping from partition to partition, without reading what lies in between; of
/// each whose name fits, the largest whole buckets that cover the window are added up, and of these
/// only the attribute that is ranked by. Other attributes are read only for the rows of the answer.
struct TopReading: Sendable {
    private let request: TopRequest
    private var best: TopSeries
    /// The partition that was looked at last.
    private var last: KeyValue?
    /// Series looked at and buckets added up so far.
    private var reads = 0
    /// Series that have the measure in the window, and what they have together if it is a counter.
    private var rankedCount = 0
    private var sum = Number.zero

    /// What the answer shows, from when all series were looked at.
    private var rows: TopRows?

    init(_ request: TopRequest) {
        self.request = request
        best = TopSeries(limit: request.limit)
    }

    /// Reads one slice; the answer's JSON once all series were looked at.
    mutating func readOn(from snapshot: borrowing Snapshot) throws(NativeError) -> [UInt8]? {
        // Anew for each slice, as buckets end while others are read.
        let plan = try plan(at: snapshot.time)
        guard rows == nil else {
            return try readRows(plan, readsMax: NativeLimits.topSliceReadsMax, from: snapshot)
        }
        let sliceEnd = min(reads + NativeLimits.topSliceReadsMax, NativeLimits.topReadsMax)
        while let partition = try next(in: snapshot) {
            guard reads < NativeLimits.topReadsMax else { throw TopReading.tooMuch }
            reads += 1
            last = partition
            if case .string(let series) = partition, series.string.utf8.starts(with: request.prefix)
            {
                try rank(series, plan, from: snapshot)
            }
            if reads >= sliceEnd { return nil }
        }
        return try readRows(plan, readsMax: sliceEnd - reads, from: snapshot)
    }

    /// Reads the rows, or as many of them as a slice may; the answer's JSON once all are read.
    ///
    /// They have no bound of their own: each is a series that was within the bounds before.
    private mutating func readRows(
        _ plan: SeriesPlan, readsMax: Int, from snapshot: borrowing Snapshot
    ) throws(NativeError) -> [UInt8]? {
        var rows = rows ?? TopRows(request, entries: best.entries, plan: plan)
        let areRead = try rows.readOn(under: plan, bucketsMax: readsMax, from: snapshot)
        self.rows = rows
        return areRead ? answer(rows) : nil
    }

    private func plan(at time: Timestamp) throws(NativeError) -> SeriesPlan {
        let planner = SeriesPlanner(granularities: request.granularities, now: time.seconds)
        do throws(SeriesPlanError) {
            return try planner.plan(
                request.window, pointsMax: 1, bucketsMax: NativeLimits.topBucketsPerSeriesMax)
        } catch {
            throw NativeError(error, for: request.window, planner: planner)
        }
    }

    private func next(in snapshot: borrowing Snapshot) throws(NativeError) -> KeyValue? {
        do throws(StoreError) {
            return try snapshot.partition(of: request.table, after: last)
        } catch {
            throw NativeError(error)
        }
    }

    private mutating func rank(
        _ series: Text, _ plan: SeriesPlan, from snapshot: borrowing Snapshot
    ) throws(NativeError) {
        var reader = SeriesReader(
            request.table, granularities: request.granularities, plan: plan,
            selection: request.ranked)
        var aggregates = [SeriesAggregate(request.ranked)]
        try reader.read(series, points: 0..<1, into: &aggregates, from: snapshot)
        reads += reader.bucketsRead
        let measure = aggregates[0].measure(of: request.by, in: request.ranked)
        guard let measure else { return }
        rankedCount += 1
        if case .sum(let number) = measure {
            do throws(NumberError) {
                sum = try sum.adding(number)
            } catch {
                throw .sumTooLarge(request.by)
            }
        }
        best.add(TopSeries.Entry(series: series, measure: measure))
    }

    private static let tooMuch = NativeError.invalid(
        field: "prefix",
        "The table has so many series and buckets that more than \(NativeLimits.topReadsMax) would "
            + "have to be read. Ask for a window of larger whole buckets, or rank by a counter of "
            + "a table that has only the series that are to be ranked.")

    // MARK: The answer

    private func answer(_ rows: TopRows) -> [UInt8] {
        var writer = JSONWriter(reservingBytes: 512 + 256 * best.entries.count)
        writer.beginObject()
        writer.name("by")
        writer.string(request.by.string)
        writer.name("timezone")
        writer.string(request.window.zone.identifier)
        if let bounds = request.window.bounds {
            writer.name("from")
            writer.string(Instant.text(second: bounds.lowerBound))
            writer.name("to")
            writer.string(Instant.text(second: bounds.upperBound))
        }
        writer.name("ranked")
        writer.integer(rankedCount)
        if !request.ranked.counters.isEmpty {
            writer.name("sum")
            writer.number(text: sum.text)
        }
        writer.name("rows")
        writer.beginArray()
        rows.write(to: &writer)
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
