import JSON
import Model
import PlainBodies
import Sketches
import Values

/// Adds up the events of one batch.
///
/// An event is read once, into numbers: of its moment, of each series it belongs to, of each attribute.
/// What it counts is entered for each pair of series and moment, whatever the number of granularities;
/// `EventWrites` then makes every granularity's buckets out of the moments.
struct EventAggregator {
    /// What one series has counted of one attribute in one moment.
    struct Total {
        let attribute: Int
        var sum = Number.zero
        /// Of a sketch, in any order.
        var coupons: [Coupon] = []
    }

    private enum AttributeKind {
        case counter
        case sketch
        /// The key, or the end of items.
        case reserved
        /// Not in the definition and not yet used.
        case unknown
    }

    static let members = ["at", "series", "add", "observe"]

    let table: Table
    let series: SeriesDefinition
    private(set) var clock: BucketClock
    /// The series by their numbers.
    private(set) var names = TextIndex()
    private(set) var attributes = TextIndex()
    /// Pairs of a series and a moment.
    private(set) var cells = PairIndex()
    /// Pairs of a cell and an attribute, whose total is under the same number.
    private(set) var entries = PairIndex()
    private(set) var totals: [Total] = []
    /// Sketches that events bring ready-made, by their entries; few do.
    private(set) var sketches: [Int: HLLSketch] = [:]
    private var kinds: [AttributeKind] = []
    /// Of all totals; a visitor that is seen twice is counted twice.
    private var visitorCount = 0
    private var sketchBytes = 0

    // The event at hand; kept for their memory.
    private var eventSeries: [Int] = []
    private var eventAdded: [(attribute: Int, amount: Number)] = []
    private var eventObserved: [(attribute: Int, coupons: Range<Int>)] = []
    private var eventCoupons: [Coupon] = []
    private var eventSketches: [(attribute: Int, sketch: HLLSketch)] = []
    private var eventSketchBytes = 0
    /// The attributes that it is the first to use.
    private var eventKinds: [Int] = []

    /// - Parameter clock: one for the granularities of `series`.
    init(table: Table, series: SeriesDefinition, clock: BucketClock) {
        self.table = table
        self.series = series
        self.clock = clock
    }

    /// Reads an event and counts it.
    ///
    /// - Parameter only: the one series in which it is counted; `nil` for all that it names.
    mutating func add(_ node: JSONNode, only: Text? = nil) throws(BodyProblem) {
        do throws(BodyProblem) {
            try read(node, only: only)
        } catch {
            // The type that a wrong event has given an attribute does not bind later events.
            for attribute in eventKinds { kinds[attribute] = .unknown }
            throw error
        }
    }

    private mutating func read(_ node: JSONNode, only: Text?) throws(BodyProblem) {
        eventKinds.removeAll(keepingCapacity: true)
        var at: Int64?
        var hasSeries = false
        eventSeries.removeAll(keepingCapacity: true)
        eventAdded.removeAll(keepingCapacity: true)
        eventObserved.removeAll(keepingCapacity: true)
        eventCoupons.removeAll(keepingCapacity: true)
        eventSketches.removeAll(keepingCapacity: true)
        eventSketchBytes = 0
        for (name, value) in try node.readMembers() {
            if name.isString("at") {
                at = try value.readSecond()
            } else if name.isString("series") {
                hasSeries = true
                try readSeries(value)
            } else if name.isString("add") {
                try readAdd(value)
            } else if name.isString("observe") {
                try readObserve(value)
            } else {
                throw name.unknownMember(known: EventAggregator.members)
            }
        }
        guard let at else { throw node.missing("at", "an RFC 3339 time") }
        guard hasSeries else { throw node.missing("series", "an array of series' names") }
        guard !eventAdded.isEmpty || !eventObserved.isEmpty || !eventSketches.isEmpty else {
            throw node.problem("nothing to do: an event needs add or observe")
        }
        if let only { eventSeries.removeAll { names.texts[$0] != only } }
        try checkBounds(node)
        try count(at: at, node)
    }

    /// Holds a batch to what it may keep in memory: each series has all that the event counts, so a
    /// small body can mean very much.
    private mutating func checkBounds(_ node: JSONNode) throws(BodyProblem) {
        visitorCount += eventCoupons.count * eventSeries.count
        guard visitorCount <= NativeLimits.batchVisitorsMax else {
            throw node.problem(
                ofBatch:
                    "the batch has more than \(NativeLimits.batchVisitorsMax) visitors up to here, "
                    + "each in all series of its event; send fewer events at a time")
        }
        sketchBytes += eventSketchBytes * eventSeries.count
        guard sketchBytes <= NativeLimits.batchSketchBytesMax else {
            throw node.problem(
                ofBatch:
                    "the batch has sketches of more than \(NativeLimits.batchSketchBytesMax) bytes up "
                    + "to here, each in all series of its event; send fewer events at a time")
        }
    }

    private mutating func count(at second: Int64, _ node: JSONNode) throws(BodyProblem) {
        let moment = clock.moment(at: second)
        for series in eventSeries {
            let cell = cells.number(of: series, moment)
            for (attribute, amount) in eventAdded {
                let entry = entry(of: cell, attribute)
                guard let sum = totals[entry].sum.sum(with: amount) else {
                    throw node.problem(
                        ofBatch:
                            "the batch's sum of \(attributes.texts[attribute]) has too many digits")
                }
                totals[entry].sum = sum
            }
            for (attribute, range) in eventObserved {
                let entry = entry(of: cell, attribute)
                totals[entry].coupons.append(contentsOf: eventCoupons[range])
            }
            for (attribute, sketch) in eventSketches {
                let entry = entry(of: cell, attribute)
                if sketches[entry]?.merge(sketch) == nil { sketches[entry] = sketch }
            }
            // Looked at for each series, so that at most one event's attributes are above it.
            guard totals.count <= NativeLimits.batchTotalsMax else {
                throw node.problem(
                    ofBatch:
                        "the batch has more than \(NativeLimits.batchTotalsMax) totals up to here, one "
                        + "for each attribute of each series and minute; send fewer events at a "
                        + "time")
            }
        }
    }

    private mutating func entry(of cell: Int, _ attribute: Int) -> Int {
        let entry = entries.number(of: cell, attribute)
        if entry == totals.count { totals.append(Total(attribute: attribute)) }
        return entry
    }

    /// Whether an attribute's totals are visitors, not a sum.
    func isSketch(_ attribute: Int) -> Bool { kinds[attribute] == .sketch }

    // MARK: Reading

    private mutating func readSeries(_ node: JSONNode) throws(BodyProblem) {
        let elements = try node.readElements()
        guard (1...NativeLimits.seriesPerEventMax).contains(node.count) else {
            throw node.problem(
                "an event belongs to 1 to \(NativeLimits.seriesPerEventMax) series, "
                    + "found \(node.count)")
        }
        for element in elements {
            guard let bytes = element.textBytes else { throw element.expected("a string") }
            try element.check(byteCount: bytes.count, bytesMax: ValueLimits.partitionKeyBytesMax)
            let number = names.number(of: bytes)
            guard !eventSeries.contains(number) else {
                throw element.problem("the event names this series twice")
            }
            eventSeries.append(number)
        }
    }

    private mutating func readAdd(_ node: JSONNode) throws(BodyProblem) {
        for (name, value) in try node.readMembers() {
            let attribute = try attribute(name, as: .counter)
            eventAdded.append((attribute, try value.readNumber()))
        }
    }

    private mutating func readObserve(_ node: JSONNode) throws(BodyProblem) {
        for (name, value) in try node.readMembers() {
            let attribute = try attribute(name, as: .sketch)
            if value.kind == .object {
                let (sketch, bytes) = try value.readSketch()
                eventSketches.append((attribute, sketch))
                eventSketchBytes += bytes.count
                continue
            }
            let start = eventCoupons.count
            try VisitorReader.read(value, into: &eventCoupons)
            eventObserved.append((attribute, start..<eventCoupons.count))
        }
    }

    /// The number of the attribute that a member is called after, which must be good for this.
    private mutating func attribute(
        _ name: JSONNode, as use: AttributeKind
    ) throws(BodyProblem) -> Int {
        guard let bytes = name.textBytes else { throw name.expected("a string") }
        // Before it has a number: a batch goes on after a wrong event, and every number has a kind.
        guard (1...ValueLimits.attributeNameBytesMax).contains(bytes.count) else {
            throw name.badAttributeName(byteCount: bytes.count)
        }
        let number = attributes.number(of: bytes)
        if number == kinds.count { kinds.append(kind(of: attributes.texts[number])) }
        if kinds[number] == .unknown {
            kinds[number] = use
            eventKinds.append(number)
        }
        guard kinds[number] == use else {
            let truth =
                switch kinds[number] {
                case .counter: "is a counter, not a sketch"
                case .sketch: "is a sketch, not a counter"
                case .reserved, .unknown: "is set by the table itself"
                }
            throw name.problem("\(attributes.texts[number]) \(truth)")
        }
        return number
    }

    /// What the definition says of an attribute; one that it does not mention is what it is first used
    /// for.
    private func kind(of attribute: Text) -> AttributeKind {
        if table.keySchema.isKeyAttribute(attribute) || table.timeToLive?.attribute == attribute {
            return .reserved
        }
        if series.sketches.contains(attribute) { return .sketch }
        return series.counters.contains { $0.isCounterPattern(for: attribute) }
            ? .counter : .unknown
    }
}
