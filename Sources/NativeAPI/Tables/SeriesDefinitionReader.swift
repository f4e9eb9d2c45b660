import JSON
import Model
import PlainBodies
import Values

/// Reads the series of a table's definition, and checks the rules without which buckets could not
/// be distinguished from each other.
struct SeriesDefinitionReader {
    let schema: KeySchema
    let timeToLive: TimeToLive?

    func read(_ node: JSONNode) throws(BodyProblem) -> SeriesDefinition {
        try node.refuseMembers(except: ["granularities", "counters", "sketches"])
        guard schema.partition.type == .string, schema.sort?.type == .string else {
            throw node.problem("series need a string partition key and a string sort key")
        }
        guard let granularities = node["granularities"] else {
            throw node.missing("granularities", "an array of granularities")
        }
        var series = SeriesDefinition(granularities: try readGranularities(granularities))
        if let sketches = node["sketches"] { series.sketches = try readSketches(sketches) }
        if let counters = node["counters"] {
            series.counters = try readCounters(counters, sketches: series.sketches)
        }
        return series
    }

    // MARK: Attributes

    private func readSketches(_ node: JSONNode) throws(BodyProblem) -> [Text] {
        try readAttributes(node) { name, node throws(BodyProblem) in
            for (taken, what) in taken where taken == name {
                throw node.problem("\(name) is \(what)")
            }
        }
    }

    private func readCounters(
        _ node: JSONNode, sketches: [Text]
    ) throws(BodyProblem) -> [Text] {
        try readAttributes(node) { name, node throws(BodyProblem) in
            let stars = name.string.utf8.count { $0 == UInt8(ascii: "*") }
            guard stars == 0 || stars == 1 && name.string.utf8.last == UInt8(ascii: "*") else {
                throw node.problem("* may stand at the end only")
            }
            let taken = taken + sketches.map { ($0, "a sketch") }
            for (attribute, what) in taken where name.isCounterPattern(for: attribute) {
                throw node.problem("means \(attribute) too, which is \(what)")
            }
        }
    }

    /// Attributes that are something else already.
    private var taken: [(Text, String)] {
        var taken = schema.keyAttributes.map { ($0.name, "part of the key") }
        if let timeToLive { taken.append((timeToLive.attribute, "the end of items")) }
        return taken
    }

    private func readAttributes(
        _ node: JSONNode, _ check: (Text, JSONNode) throws(BodyProblem) -> Void
    ) throws(BodyProblem) -> [Text] {
        let elements = try node.readElements()
        guard node.count <= NativeLimits.seriesAttributesMax else {
            throw node.problem(
                "there may be \(NativeLimits.seriesAttributesMax), found \(node.count)")
        }
        var names: [Text] = []
        for element in elements {
            let name = try element.readText(bytesMax: NativeLimits.keyNameBytesMax)
            guard !names.contains(name) else { throw element.problem("\(name) is there twice") }
            try check(name, element)
            names.append(name)
        }
        return names
    }

    // MARK: Granularities

    private func readGranularities(_ node: JSONNode) throws(BodyProblem) -> [Granularity] {
        let elements = try node.readElements()
        let countMax = BucketUnit.allCases.count
        guard (1...countMax).contains(node.count) else {
            throw node.problem("there must be 1 to \(countMax) granularities, found \(node.count)")
        }
        var granularities: [Granularity] = []
        for element in elements {
            let granularity = try readGranularity(element)
            for other in granularities { try check(granularity, beside: other, element) }
            granularities.append(granularity)
        }
        return granularities
    }

    /// Refuses two granularities of one name or unit, or whose buckets could have the same key.
    private func check(
        _ granularity: Granularity, beside other: Granularity, _ node: JSONNode
    ) throws(BodyProblem) {
        if granularity.name == other.name {
            throw (node["name"] ?? node).problem("\(other.name) is there twice")
        }
        if granularity.prefix.starts(with: other.prefix)
            || other.prefix.starts(with: granularity.prefix)
        {
            throw (node["prefix"] ?? node).problem(
                "\(granularity.prefix) and \(other.prefix), the prefix of \(other.name), begin "
                    + "alike, so their buckets could not be told apart")
        }
        if granularity.unit == other.unit {
            throw (node["format"] ?? node).problem(
                "\(other.name) has buckets of one \(granularity.unit.word) already")
        }
    }

    private func readGranularity(_ node: JSONNode) throws(BodyProblem) -> Granularity {
        try node.refuseMembers(except: [
            "name", "prefix", "format", "length", "retention", "sketchPrecision", "timeZone",
        ])
        guard let name = node["name"] else { throw node.missing("name", "a string") }
        guard let prefix = node["prefix"] else {
            throw node.missing("prefix", "what the sort keys of these buckets begin with")
        }
        let bytesMax = NativeLimits.granularityTextBytesMax
        var granularity = Granularity(
            name: try name.readText(bytesMax: bytesMax),
            prefix: try prefix.readText(bytesMax: bytesMax), unit: .all)
        if let format = node["format"] {
            granularity.format = try format.readText(bytesMax: bytesMax)
            guard let read = BucketFormat(granularity.format.string) else {
                throw format.problem(
                    "must be yyyy, MM, dd, HH and mm in this order, as many as the bucket needs, "
                        + "with - . : / T # _ between them, found \(granularity.format)")
            }
            granularity.unit = read.unit
        }
        if let length = node["length"] {
            granularity.unit = try readLength(length, of: granularity.unit)
        }
        if let retention = node["retention"] {
            granularity.retentionSeconds = try readRetention(retention, of: granularity.unit)
        }
        if let precision = node["sketchPrecision"] {
            granularity.sketchPrecision = try precision.readPrecision()
        }
        if let zone = node["timeZone"] {
            granularity.timeZone = try readZone(zone, of: granularity.unit)
        }
        return granularity
    }

    /// Pieces of an hour are written like minutes, so their length has to be said.
    private func readLength(
        _ node: JSONNode, of unit: BucketUnit
    ) throws(BodyProblem) -> BucketUnit {
        let length = try node.readText(bytesMax: NativeLimits.granularityTextBytesMax)
        guard let piece = BucketUnit(lengthInHour: length.string) else {
            throw node.problem(
                "must be 15m or 30m; any other length follows from the format, found \(length)")
        }
        guard unit == .minute else {
            throw node.problem("buckets of \(length) need a format whose finest field is mm")
        }
        return piece
    }

    private func readRetention(
        _ node: JSONNode, of unit: BucketUnit
    ) throws(BodyProblem) -> Int64 {
        guard unit != .all else {
            throw node.problem("the bucket of all time has no end, so nothing can follow it")
        }
        guard timeToLive != nil else {
            throw node.problem("the table has no timeToLive, by which buckets would end")
        }
        return try node.readLifetime(in: Limits.retentionSeconds)
    }

    private func readZone(_ node: JSONNode, of unit: BucketUnit) throws(BodyProblem) -> Text {
        let name = try node.readText(bytesMax: NativeLimits.granularityTextBytesMax)
        guard name == "UTC" || [.day, .month, .year].contains(unit) else {
            throw node.problem("only days, months and years can begin in a zone, found \(name)")
        }
        guard TimeZoneRules(identifier: name.string) != nil else {
            throw node.problem("there is no time zone called \(name)")
        }
        return name
    }
}

extension BucketUnit {
    /// A piece of an hour by its length as a definition writes it.
    fileprivate init?(lengthInHour text: String) {
        guard
            let unit = [BucketUnit.quarterHour, .halfHour].first(where: { $0.lengthInHour == text })
        else { return nil }
        self = unit
    }

    /// How long a piece of an hour is; `nil` where the format says it.
    var lengthInHour: String? {
        switch self {
        case .quarterHour: "15m"
        case .halfHour: "30m"
        case .minute, .hour, .day, .month, .year, .all: nil
        }
    }

    /// What a person calls a bucket of this length.
    fileprivate var word: String {
        switch self {
        case .minute: "minute"
        case .quarterHour: "quarter of an hour"
        case .halfHour: "half hour"
        case .hour: "hour"
        case .day: "day"
        case .month: "month"
        case .year: "year"
        case .all: "time without end"
        }
    }
}
