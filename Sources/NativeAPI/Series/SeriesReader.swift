import Commands
import Engine
import Expressions
import Model
import Sketches
import Values

/// Reads the buckets of a plan and adds them up.
///
/// Decodes nothing but the attributes that are asked for, and a sketch goes into the union of its
/// point straight from the stored bytes.
struct SeriesReader {
    private let table: Table
    private let granularities: [SeriesGranularity]
    private var plan: SeriesPlan
    private let selection: AttributeSelection
    /// For each sketch the precision that its unions have at most.
    private var precisions: [Int]
    private(set) var names = AttributeNames()
    /// Stored buckets read so far, of all series since the last plan.
    private(set) var bucketsRead = 0
    /// Sums that prefixes have led to so far, of all points.
    private var valuesFound = 0

    init(
        _ table: Table, granularities: [SeriesGranularity], plan: SeriesPlan,
        selection: AttributeSelection
    ) {
        self.table = table
        self.granularities = granularities
        self.plan = plan
        self.selection = selection
        precisions = []
        begin(under: plan)
    }

    /// Goes on with other series, under a plan of this moment; the names that were found stay.
    mutating func begin(under plan: SeriesPlan) {
        self.plan = plan
        bucketsRead = 0
        let used = Set(plan.spans.map(\.granularity)).map { granularities[$0].granularity }
        let usually = table.settings.sketchPrecisions
        precisions = selection.sketches.map { sketch in
            let usual = usually.precision(of: sketch)
            return used.map { $0.sketchPrecision ?? usual }.max() ?? usual
        }
    }

    /// How many points may be held at once, so that their unions take `bytesMax`.
    func pointsPerChunk(bytesMax: Int) -> Int {
        let bytes = precisions.reduce(256) { $0 + (1 << $1) }
        return min(max(bytesMax / bytes, 1), 1024)
    }

    /// Adds the buckets of one series to `aggregates`, which belong to `points`.
    mutating func read(
        _ series: Text, points: Range<Int>, into aggregates: inout [SeriesAggregate],
        from snapshot: borrowing Snapshot
    ) throws(NativeError) {
        for span in plan.spans(ofPoints: points) {
            try read(series, span, points: points, into: &aggregates, from: snapshot)
        }
    }

    private mutating func read(
        _ series: Text, _ span: SeriesPlan.Span, points: Range<Int>,
        into aggregates: inout [SeriesAggregate], from snapshot: borrowing Snapshot
    ) throws(NativeError) {
        let granularity = granularities[span.granularity]
        let prefix = granularity.granularity.prefix.bytes
        let zone = granularity.calendar.zone
        let query = Query(
            table: table, partition: .string(series), sort: sortRange(of: span, in: granularity))
        var point = points.lowerBound
        var problem: NativeError?
        do throws(StoreError) {
            try snapshot.walk(query) { (sortKey, attributes) throws(CodecError) -> Bool in
                // Whatever else lies among the buckets is none.
                guard sortKey.count >= prefix.count,
                    let start = granularity.format.bucketStart(
                        parsing: sortKey.extracting(prefix.count...), in: zone),
                    start >= span.start, start < span.end, granularity.canStart(at: start)
                else { return true }
                while plan.points[point].end <= start { point += 1 }
                problem = try add(&attributes, to: &aggregates[point - points.lowerBound])
                    .map { $0.error(series: series, sortKey: sortKey) }
                return problem == nil
            }
        } catch {
            throw NativeError(error)
        }
        if let problem { throw problem }
    }

    /// The sort keys of a span's buckets.
    private func sortRange(
        of span: SeriesPlan.Span, in granularity: SeriesGranularity
    ) -> SortRange {
        let prefix = granularity.granularity.prefix.string
        let calendar = granularity.calendar
        if calendar.unit == .all { return .equal(.string(Text(prefix))) }
        if span.start == .min { return .beginsWith(.string(Text(prefix))) }
        func key(_ start: Int64) -> KeyValue {
            .string(Text(prefix + granularity.format.text(of: start, in: calendar.zone)))
        }
        if span.bucketCount == 1 { return .equal(key(span.start)) }
        return .between(key(span.start), key(calendar.start(of: span.end - 1)))
    }

    /// Adds one bucket; its attributes and the selection's stops have the same order.
    private mutating func add(
        _ attributes: inout AttributeWalk, to aggregate: inout SeriesAggregate
    ) throws(CodecError) -> SeriesRefusal? {
        bucketsRead += 1
        guard bucketsRead <= NativeLimits.bucketsPerAnswerMax else { return .tooManyBuckets }
        for stop in selection.stops {
            switch stop {
            case .named(let named):
                guard try attributes.move(toAtOrAfter: named.name) else { return nil }
                guard attributes.compareName(with: named.name) == 0 else { continue }
                if let refusal = try add(&attributes, as: named.role, to: &aggregate) {
                    return refusal
                }
            case .prefix(let prefix, let exceptions):
                guard try attributes.move(toAtOrAfter: prefix) else { return nil }
                while attributes.nameStarts(with: prefix) {
                    let exception = exceptions.first {
                        attributes.compareName(with: $0.name) == 0
                    }
                    let refusal =
                        if let exception {
                            try add(&attributes, as: exception.role, to: &aggregate)
                        } else {
                            try addFound(&attributes, to: &aggregate)
                        }
                    if let refusal { return refusal }
                    guard try attributes.moveToNext() else { return nil }
                }
            }
        }
        return nil
    }

    private func add(
        _ attributes: inout AttributeWalk, as role: AttributeSelection.Role,
        to aggregate: inout SeriesAggregate
    ) throws(CodecError) -> SeriesRefusal? {
        switch role {
        case .other: return nil
        case .counter(let place):
            let name = selection.counters[place]
            guard let number = try attributes.readNumber() else { return .notANumber(name) }
            do throws(NumberError) {
                try aggregate.add(number, toCounter: place)
                return nil
            } catch {
                return .sumTooLarge(name)
            }
        case .sketch(let place):
            let name = selection.sketches[place]
            guard let range = try attributes.readBinary() else { return .notASketch(name, nil) }
            do throws(SketchError) {
                try aggregate.merge(
                    decoding: attributes.bytes.extracting(range), intoSketch: place,
                    precisionMax: precisions[place])
                return nil
            } catch {
                return .notASketch(name, error)
            }
        }
    }

    private mutating func addFound(
        _ attributes: inout AttributeWalk, to aggregate: inout SeriesAggregate
    ) throws(CodecError) -> SeriesRefusal? {
        let name = try names.number(of: attributes)
        guard let number = try attributes.readNumber() else {
            // A prefix means the numbers among what it finds, unless the definition counts on more.
            let text = names.texts[name]
            return table.declaredType(of: text) == .counter ? .notANumber(text) : nil
        }
        guard names.texts[name] != SeriesAnswer.timeName else { return .reservedName }
        let countBefore = aggregate.found.count
        do throws(NumberError) {
            try aggregate.add(number, toFound: name)
        } catch {
            return .sumTooLarge(names.texts[name])
        }
        valuesFound += aggregate.found.count - countBefore
        return valuesFound > NativeLimits.foundValuesPerAnswerMax ? .tooManyValues : nil
    }
}
