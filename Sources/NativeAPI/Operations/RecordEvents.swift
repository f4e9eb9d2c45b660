import API
import Commands
import Engine
import JSON
import Model
import PlainBodies
import Values

/// `POST /v1/tables/{table}/events`: counts events in all buckets of all their series, each event once
/// however often it is sent.
///
/// The table's series definition says which granularities there are, what may be counted, and how long
/// buckets are kept; a bucket whose time is over is not written any more. A batch without events is
/// legal: it moves the source's mark.
struct RecordEvents: NativeOperation {
    static let traits = OperationTraits(
        "RecordEvents", .writeItems, isOrderedWrite: true,
        inlineBodyBytesMax: NativeLimits.inlineEventsBytesMax)
    static let route = Route("POST", "/v1/tables/{table}/events")
    static let parameters = Batch.parameters
    static let mediaTypes: [MediaType] = [.json, .lines]

    private let table: Table
    private let series: SeriesDefinition
    private let batch: Batch
    private let events: EventWrites
    /// The events that cannot be read; none, unless the others are to count anyhow.
    private let wrong: WrongElements
    private let now: Timestamp

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
        guard let series = table.series else {
            throw .invalid(field: "table", "Table \(table.name) is defined without series.")
        }
        now = context.store.now
        let batch = try Batch(request, elementName: "events", isOrdered: false)
        let clock = try BucketClock(series, now: now)
        var aggregator = EventAggregator(table: table, series: series, clock: clock)
        wrong = try batch.readEach { event throws(BodyProblem) in try aggregator.add(event) }
        events = try EventWrites(aggregator)
        self.series = series
        self.batch = batch
    }

    func plan(in context: NativeContext) -> Plan {
        let writes = events.writes
        let expired = events.expired
        let increments = IncrementBatch(table: table.id, mark: batch.mark, writes: writes)
        return .commitBatch(increments) {
            [table, series, batch, wrong, now] result throws(NativeError) in
            try batch.answer(
                result, of: table.name, wrong: wrong, expired: expired
            ) { index, existing, reason throws(NativeError) in
                guard writes.indices.contains(index),
                    var events = try EventsOfItem(
                        key: writes[index].key, in: table, series: series, now: now)
                else { return NativeError(reason) }
                return batch.firstRefused(
                    reason, by: existing, of: table, wrong: wrong,
                    concerns: { try events.concerns($0.node) },
                    writes: { try events.writes(of: $0.lazy.map(\.node)) })
            }
        }
    }
}
