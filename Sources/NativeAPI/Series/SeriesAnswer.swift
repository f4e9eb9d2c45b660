import Commands
import Engine
import JSON
import Model
import Values

/// Makes the answer to a request for series, from one snapshot.
struct SeriesAnswer {
    /// What a point calls its time.
    static let timeName: Text = "at"

    private let request: SeriesRequest
    private let plan: SeriesPlan
    private let values: SeriesValues
    private var reader: SeriesReader
    private var writer: JSONWriter

    init(_ request: SeriesRequest, plan: SeriesPlan) {
        self.request = request
        self.plan = plan
        values = SeriesValues(selection: request.selection, deviations: request.deviations)
        reader = SeriesReader(
            request.table, granularities: request.granularities, plan: plan,
            selection: request.selection)
        let values = plan.points.count * (1 + request.selection.sketches.count)
        writer = JSONWriter(reservingBytes: 512 + 64 * values)
    }

    /// The answer's JSON.
    mutating func bytes(from snapshot: borrowing Snapshot) throws(NativeError) -> [UInt8] {
        let window = request.window
        writer.beginObject()
        writer.name("step")
        writer.string(window.step.rawValue)
        writer.name("timezone")
        writer.string(window.zone.identifier)
        if let bounds = window.bounds {
            writer.name("from")
            writer.string(Instant.text(second: bounds.lowerBound))
            writer.name("to")
            writer.string(Instant.text(second: bounds.upperBound))
        }
        if request.isMerged {
            try writePoints(of: request.series, from: snapshot)
        } else {
            writer.name("rows")
            writer.beginArray()
            for series in request.series {
                writer.beginObject()
                writer.name("series")
                writer.string(series.string)
                try writePoints(of: [series], from: snapshot)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.bytes
    }

    /// Writes the points and the total of some series taken together.
    ///
    /// A chunk of points at a time, so that many points with large sketches need not be in memory
    /// together. The total grows from the points: no bucket is read or united twice.
    private mutating func writePoints(
        of series: [Text], from snapshot: borrowing Snapshot
    ) throws(NativeError) {
        let chunk = reader.pointsPerChunk(bytesMax: NativeLimits.unionBytesMax)
        var total = SeriesAggregate(request.selection)
        writer.name("points")
        writer.beginArray()
        var start = 0
        while start < plan.points.count {
            let points = start..<min(start + chunk, plan.points.count)
            var aggregates = Array(
                repeating: SeriesAggregate(request.selection), count: points.count)
            for series in series {
                try reader.read(series, points: points, into: &aggregates, from: snapshot)
            }
            for (point, aggregate) in zip(points, aggregates) {
                try total.add(aggregate, names: reader.names, selection: request.selection)
                write(aggregate, at: plan.points[point])
            }
            start = points.upperBound
        }
        writer.endArray()
        writer.name("total")
        writer.beginObject()
        values.write(total, names: reader.names, filling: .zero, to: &writer)
        writer.endObject()
    }

    private mutating func write(_ aggregate: SeriesAggregate, at point: SeriesPlan.Point) {
        // All time has no beginning that a point could have.
        guard request.window.bounds != nil, request.fill != nil || !aggregate.isEmpty else {
            return
        }
        writer.beginObject()
        writer.name(SeriesAnswer.timeName.string)
        writer.string(Instant.text(second: point.start))
        values.write(aggregate, names: reader.names, filling: request.fill, to: &writer)
        writer.endObject()
    }
}

extension SeriesAggregate {
    /// Adds what another has; unions of points become unions of the whole.
    fileprivate mutating func add(
        _ other: SeriesAggregate, names: AttributeNames, selection: AttributeSelection
    ) throws(NativeError) {
        for (place, number) in other.counters.enumerated() {
            guard let number else { continue }
            do throws(NumberError) {
                try add(number, toCounter: place)
            } catch {
                throw .sumTooLarge(selection.counters[place])
            }
        }
        for (name, number) in other.found {
            do throws(NumberError) {
                try add(number, toFound: name)
            } catch {
                throw .sumTooLarge(names.texts[name])
            }
        }
        for (place, union) in other.sketches.enumerated() {
            if let union { merge(union, intoSketch: place) }
        }
    }
}
