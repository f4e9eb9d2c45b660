import API
import Model
import Sketches
import Values

/// What the parameters of a request for the largest series say, checked as far as they can be without
/// a clock.
struct TopRequest: Sendable {
    static let parameters = [
        "by", "prefix", "limit", "from", "to", "align", "tz", "sum", "union", "deviations",
    ]

    let table: Table
    let granularities: [SeriesGranularity]
    let window: SeriesWindow
    /// What the names of the series begin with that are looked at.
    let prefix: [UInt8]
    let limit: Int
    /// What is ranked by: a counter by its sum, a sketch by its estimate.
    let by: Text
    /// `by` alone, which is read of every series.
    let ranked: AttributeSelection
    /// The attributes of each row of the answer; `by` is one of them.
    let shown: AttributeSelection
    let deviations: StandardDeviations

    /// - Parameter now: what `now` means.
    init(_ request: NativeRequest, of table: Table, now: Timestamp) throws(NativeError) {
        let definition = try SeriesRequest.definition(of: table)
        let query = request.query
        self.table = table
        granularities = try definition.timedGranularities()
        window = try SeriesRequest.window(
            in: query, granularities: granularities, now: now.seconds)
        let limit = try query.wholeNumber("limit", in: 1...NativeLimits.topRowsMax)
        self.limit = limit ?? NativeLimits.topRowsDefault
        prefix = try TopRequest.prefix(in: query)
        by = try TopRequest.measure(in: query, definition, of: table)
        let unions = try query.attributes("union") ?? []
        let isSketch = definition.sketches.contains(by) || unions.contains(by)
        ranked = AttributeSelection(
            sums: isSketch ? [] : [by], unions: isSketch ? [by] : [], others: [])
        shown = try SeriesRequest.selection(
            in: query, definition, of: table, with: isSketch ? nil : by, isSketch ? by : nil)
        deviations = try SeriesRequest.deviations(in: query)
    }

    private static func prefix(in query: QueryParameters) throws(NativeError) -> [UInt8] {
        let prefix = Array((query["prefix"] ?? "").utf8)
        guard prefix.count <= ValueLimits.partitionKeyBytesMax else {
            throw .invalid(
                field: "prefix",
                "Parameter prefix is \(prefix.count) bytes long; "
                    + "\(ValueLimits.partitionKeyBytesMax) are allowed.")
        }
        return prefix
    }

    /// The first counter of the definition, or else its first sketch, unless the request says so.
    private static func measure(
        in query: QueryParameters, _ definition: SeriesDefinition, of table: Table
    ) throws(NativeError) -> Text {
        guard let text = query["by"] else {
            let counter = definition.counters.first { !$0.string.hasSuffix("*") }
            guard let measure = counter ?? definition.sketches.first else {
                throw .invalid(
                    field: "by",
                    "Parameter by is missing: a counter or sketch; the table's definition names "
                        + "none that could stand for it.")
            }
            return measure
        }
        let measure = Text(text)
        guard !text.isEmpty, !text.hasSuffix("*"), !text.contains(",") else {
            throw .invalid(
                field: "by",
                "Parameter by must be one counter or sketch, such as c; it is '\(text)'.")
        }
        guard !table.reservedAttributes.contains(measure) else {
            throw .invalid(
                field: "by",
                "Parameter by must be a counter or sketch; \(measure) is set by the table itself.")
        }
        return measure
    }
}
