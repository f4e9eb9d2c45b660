import API
import Expressions
import Model
import Sketches
import Values

/// What the parameters of a request for series say, checked as far as they can be without a clock.
struct SeriesRequest: Sendable {
    /// What stands where a point has nothing.
    enum Fill: String, CaseIterable, Sendable {
        case zero = "0"
        case null
    }

    static let parameters = [
        "series", "from", "to", "align", "step", "tz", "sum", "union", "fill", "merge",
        "deviations",
    ]

    let table: Table
    let granularities: [SeriesGranularity]
    let series: [Text]
    let window: SeriesWindow
    let selection: AttributeSelection
    /// `nil` leaves empty points out.
    let fill: Fill?
    /// Whether all series are one, or each has a row of its own.
    let isMerged: Bool
    /// How many lines of points the answer has.
    var rowCount: Int { isMerged ? 1 : series.count }
    let deviations: StandardDeviations

    /// - Parameter now: what `now` means.
    init(_ request: NativeRequest, of table: Table, now: Timestamp) throws(NativeError) {
        let definition = try SeriesRequest.definition(of: table)
        self.table = table
        let query = request.query
        series = try SeriesRequest.series(in: query)
        granularities = try definition.timedGranularities()
        window = try SeriesRequest.window(
            in: query, granularities: granularities, now: now.seconds)
        selection = try SeriesRequest.selection(in: query, definition, of: table)
        fill = try query.word("fill")
        isMerged = try query.boolean("merge") ?? true
        deviations = try SeriesRequest.deviations(in: query)
    }

    static func definition(of table: Table) throws(NativeError) -> SeriesDefinition {
        guard let definition = table.series else {
            throw .invalid(
                field: "table",
                "Table \(table.name) has no series: its definition says nothing of granularities.")
        }
        return definition
    }

    static func deviations(
        in query: QueryParameters
    ) throws(NativeError) -> StandardDeviations {
        let deviations = try query.wholeNumber("deviations", in: 1...3)
        return deviations.flatMap { StandardDeviations(rawValue: $0) } ?? .two
    }

    static func series(in query: QueryParameters) throws(NativeError) -> [Text] {
        let names = query.all("series").map { Text($0) }
        guard !names.isEmpty else {
            throw .invalid(
                field: "series",
                "Parameter series is missing: the name of a series; repeat it for more.")
        }
        guard names.count <= NativeLimits.seriesPerRequestMax else {
            throw .invalid(
                field: "series",
                "\(names.count) series are asked for; \(NativeLimits.seriesPerRequestMax) are "
                    + "allowed.")
        }
        var seen: Set<Text> = []
        for name in names {
            guard (1...ValueLimits.partitionKeyBytesMax).contains(name.utf8Count) else {
                throw .invalid(
                    field: "series",
                    "Parameter series must have 1 to \(ValueLimits.partitionKeyBytesMax) bytes.")
            }
            guard seen.insert(name).inserted else {
                throw .invalid(
                    field: "series",
                    "Series \(name) is asked for twice, and would be counted twice.")
            }
        }
        return names
    }

    /// The window with its ends where steps begin, as far as the request asks for it: by `align`, or
    /// by an end that is relative to now, which is no beginning of anything.
    static func window(
        in query: QueryParameters, granularities: [SeriesGranularity], now: Int64
    ) throws(NativeError) -> SeriesWindow {
        let window = try window(in: query, now: now)
        let isRelative = ["from", "to"].contains { query[$0]?.hasPrefix("now") ?? false }
        let asked: SeriesAlignment? = try query.word("align")
        guard let alignment = asked ?? (isRelative ? .down : nil) else { return window }
        return try alignment.aligned(window, granularities: granularities, now: now)
    }

    private static func window(
        in query: QueryParameters, now: Int64
    ) throws(NativeError) -> SeriesWindow {
        let step: SeriesStep = try query.word("step") ?? .all
        let identifier = query["tz"] ?? "UTC"
        guard let zone = TimeZoneRules(identifier: identifier) else {
            throw .invalid(
                field: "tz",
                "Parameter tz must be the name of an IANA time zone such as Europe/Rome, or UTC; "
                    + "\(identifier) is none.")
        }
        let from = try second("from", in: query, now: now)
        let to = try second("to", in: query, now: now)
        switch (from, to) {
        case (let from?, let to?):
            guard from < to else {
                throw .invalid(field: "from", "Parameter from must lie before parameter to.")
            }
            return SeriesWindow(bounds: from..<to, step: step, zone: zone)
        case (nil, nil):
            guard step == .all else {
                throw .invalid(
                    field: "from",
                    "Parameters from and to are missing; only step=all does without them, which "
                        + "then means everything.")
            }
            return SeriesWindow(bounds: nil, step: step, zone: zone)
        case (_, nil):
            throw .invalid(field: "to", "Parameter to is missing: where the window ends.")
        case (nil, _):
            throw .invalid(field: "from", "Parameter from is missing: where the window begins.")
        }
    }

    private static func second(
        _ name: String, in query: QueryParameters, now: Int64
    ) throws(NativeError) -> Int64? {
        guard let text = query[name] else { return nil }
        guard let second = InstantExpression.second(text, now: now) else {
            throw .invalid(
                field: name,
                "Parameter \(name) must be an instant by RFC 3339 such as 2026-11-22T20:41:00Z "
                    + "(in a URL, + is written %2B), or one such as now or now-24h.")
        }
        return second
    }

    /// - Parameters:
    ///   - sum: a counter that is summed whatever the request says.
    ///   - union: a sketch that is united whatever the request says.
    static func selection(
        in query: QueryParameters, _ definition: SeriesDefinition, of table: Table,
        with sum: Text? = nil, _ union: Text? = nil
    ) throws(NativeError) -> AttributeSelection {
        var sums = try query.attributes("sum") ?? definition.counters
        var unions = try query.attributes("union") ?? definition.sketches
        if let sum, !sums.contains(sum) { sums.append(sum) }
        if let union, !unions.contains(union) { unions.append(union) }
        // One attribute cannot be both, and would be two members of one name.
        if let both = sums.first(where: unions.contains) {
            throw .invalid(field: "union", "\(both) is to be summed and united; it is one of both.")
        }
        for (field, names) in [("sum", sums), ("union", unions)]
        where names.contains(SeriesAnswer.timeName) {
            throw .invalid(
                field: field,
                "Parameter \(field) must not have \(SeriesAnswer.timeName), which is what a point "
                    + "calls its time.")
        }
        return AttributeSelection(
            sums: sums, unions: unions, others: table.reservedAttributes + definition.sketches)
    }
}

extension Table {
    /// What the table itself sets in its items.
    var reservedAttributes: [Text] {
        [keySchema.partition.name]
            + [keySchema.sort?.name, timeToLive?.attribute].compactMap(\.self)
    }
}

extension QueryParameters {
    /// One of a few words.
    fileprivate func word<Word: RawRepresentable<String>>(
        _ name: String
    ) throws(NativeError) -> Word? where Word: CaseIterable {
        guard let text = self[name] else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(field: name, "Parameter \(name) must be one of \(words).")
        }
        return word
    }
}
