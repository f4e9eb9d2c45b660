import Commands
import Engine
import Handlers
import Model
import StreamRecords
import Testing
import Values

/// A partition's machine without anything around it: a test plays the store, the handler and the clock.
struct PartitionScript {
    private(set) var machine: PartitionMachine
    var moment: PartitionStep.Moment
    /// What was reported, in order.
    private(set) var reports: [PartitionStep.Report] = []
    /// What the machine asked for, in order.
    private(set) var actions: [PartitionStep.Action] = []

    static let start = Timestamp(seconds: 1_800_000_000)

    static func stream(view: StreamView = .newAndOldImages) -> ChangeStream {
        ChangeStream(
            id: StreamID(rawValue: 1), table: TableID(rawValue: 1), tableName: "clicks",
            keySchema: KeySchema(
                partition: KeyAttribute(name: "pk", type: .string),
                sort: KeyAttribute(name: "sk", type: .number)),
            settings: StreamSettings(view: view, shards: 1), openedAt: start,
            labelMilliseconds: 1_800_000_000_000, start: SequenceNumber(rawValue: 1), closing: nil,
            horizon: .zero)
    }

    init(
        filters: [Text] = [], _ change: (inout HandlerDefinition) -> Void = { _ in }
    ) throws {
        var definition = HandlerDefinition(name: "h", table: "clicks", executable: "handler")
        definition.start = .trimHorizon
        change(&definition)
        let stream = PartitionScript.stream()
        moment = PartitionStep.Moment(
            elapsed: .zero, now: PartitionScript.start, stream: stream, bytesLeft: 1 << 20)
        machine = PartitionMachine(
            Handler(
                id: HandlerID(rawValue: 1), uuid: "uuid", definition: definition,
                stream: stream.id, createdAt: PartitionScript.start,
                changedAt: PartitionScript.start, generation: 3),
            shard: 0, slots: 0..<ChangeStream.slots,
            source: EventRecords(stream: stream, shard: 0, aws: AWSNames()),
            filters: try FilterCriteria(patterns: filters), random: RandomSource { 0 },
            moment: moment)
    }

    /// Hands the machine an event and returns what it asks for.
    mutating func send(_ event: PartitionStep.Event) -> PartitionStep.Action {
        let step = machine.handle(event, at: moment)
        reports += step.reports
        actions.append(step.action)
        return step.action
    }

    /// Begins at the start of the stream, up to its first read.
    mutating func begin() -> PartitionStep.Action {
        _ = send(.begin)
        return send(
            .loaded(
                ShardProgress(slots: 0..<ChangeStream.slots, after: .zero), recordCount: 0))
    }

    /// Insertions with these numbers, one after the other.
    static func page(
        _ numbers: ClosedRange<UInt64>, isAtEnd: Bool = true, secondsApart: Int64 = 0
    ) -> ReadPage {
        let records = numbers.map { number in
            ChangeRecord(
                sequence: SequenceNumber(rawValue: number), kind: .insert,
                time: Timestamp(seconds: start.seconds + Int64(number - 1) * secondsApart),
                slot: 0, key: Key(partition: .string("p"), sort: .number(Number(Int64(number)))),
                old: nil, new: ["n": .number(Number(Int64(number)))], ordinal: Int64(number),
                bytesThrough: Int64(number) * 50, storedBytes: 50)
        }
        return ReadPage(
            records, end: SequenceNumber(rawValue: numbers.upperBound), isAtEnd: isAtEnd,
            countAtEnd: Int64(numbers.upperBound), countOfAll: Int64(numbers.upperBound))
    }

    /// The event that a handler gets of records of `page`.
    static func event(
        _ numbers: ClosedRange<UInt64>, secondsApart: Int64 = 0,
        window: HandlerEvent.Window? = nil
    ) -> HandlerEvent {
        let source = EventRecords(stream: stream(), shard: 0, aws: AWSNames())
        let records = page(numbers, secondsApart: secondsApart).records.map(source.record)
        return HandlerEvent(records: records[...], window: window)
    }

    /// A step of the script's handler from one position to another.
    static func step(
        _ from: UInt64, _ to: UInt64, window: WindowState? = nil
    ) -> PartitionStep.Action {
        .commit(
            AdvanceHandler(
                handler: HandlerID(rawValue: 1), generation: 3, shard: 0,
                slots: 0..<ChangeStream.slots, from: SequenceNumber(rawValue: from),
                to: SequenceNumber(rawValue: to), window: window))
    }

    static func empty(upTo number: UInt64) -> ReadPage {
        ReadPage([], end: SequenceNumber(rawValue: number))
    }

    static func response(_ json: String = "{}") throws -> PartitionStep.Event {
        .responded(try HandlerResponse(parsing: Array(json.utf8)), writes: .success([]))
    }
}

/// What a test looks at of an action.
extension PartitionStep.Action {
    /// In a few words: which action, and its number.
    var summary: String {
        switch self {
        case .load: "load"
        case .read(let position, let isHolding):
            "read after \(position.rawValue)\(isHolding ? ", holding" : "")"
        case .waitForNews(let deadline): "wait for news until \(deadline.map { "\($0)" } ?? "ever")"
        case .pause(let delay): "pause \(delay)"
        case .invoke(let event, let isRetry):
            "invoke with \(event.records.count) records\(isRetry ? ", again" : "")"
        case .handOver(let failed, _):
            "hand over \(failed.records.count) records, \(failed.condition.rawValue)"
        case .commit(let step): "commit \(step.from.rawValue) to \(step.to.rawValue)"
        case .end(let isDrained): "end\(isDrained ? ", drained" : "")"
        }
    }
}
