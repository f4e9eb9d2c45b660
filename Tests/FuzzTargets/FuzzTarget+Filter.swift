import Engine
import Handlers
import JSON
import Model
import StreamRecords
import Values

extension FuzzTarget {
    /// The patterns of a handler's filters; the first byte says which record they are matched with.
    ///
    /// A pattern that is taken gives the same answer for the record, for the record's JSON, and by the
    /// rules as `FilterOracle` has them.
    package static let filter = FuzzTarget(
        "filter",
        sound: [
            #"{"eventName":["INSERT",{"prefix":"MOD"}],"$or":[{"dynamodb":{"Keys":{"pk":{"S":["L#1"]}}}}]}"#,
            #"{"dynamodb":{"NewImage":{"c":{"N":[{"ddb-numeric":[">=",12,"<",15]},{"crossed":[14]}]}}}}"#,
            #"{"dynamodb":{"NewImage":{"c":{"N":[{"changed":true}]},"map":{"M":[{"changed":false}]}}}}"#,
            #"{"dynamodb":{"NewImage":{"text":{"S":[{"wildcard":"n*\"*"},{"suffix":"e"}]}}}}"#,
            #"{"dynamodb":{"NewImage":{"list":{"L":{"N":["1"],"S":[{"exists":false}]}}}}}"#,
            #"{"dynamodb":{"OldImage":{"sets":{"NS":[{"anything-but":["1","2"]}]}}}}"#,
            #"{"dynamodb":{"ApproximateCreationDateTime":[{"numeric":["<",2e9]}],"SizeBytes":[{"exists":true}]}}"#,
            #"{"userIdentity":{"type":[{"equals-ignore-case":"SERVICE"}]},"eventID":[{"anything-but":{"prefix":"x"}}]}"#,
            #"{"dynamodb":{"NewImage":{"flag":{"BOOL":[false]},"none":{"NULL":[true,null]},"map":{"M":{"x":{"N":[-3,"-3"]}}}}}}"#,
            #"{"$or":[{"a":["b"]},{"dynamodb":{"StreamViewType":["CHANGES"]}}]}"#,
        ].enumerated().map { [UInt8(truncatingIfNeeded: $0)] + Array($1.utf8) }
    ) { bytes in
        guard let choice = bytes.first, let text = Text(utf8: Array(bytes.dropFirst())),
            let criteria = try? FilterCriteria(patterns: [text])
        else { return .refused }
        guard let pattern = FilterOracle.Tree(parsing: Array(bytes.dropFirst())) else {
            return .wrong("a pattern is taken that is no JSON")
        }
        let sample = RecordSamples.all[Int(choice) % RecordSamples.all.count]
        guard let json = try? JSONDocumentCheck.root(of: sample.source.record(sample.record).json),
            let event = FilterOracle.Tree(parsing: Array(json.rawBytes))
        else { return .wrong("the JSON of a record cannot be read") }
        let isMatch = sample.source.matches(criteria, sample.record)
        if criteria.matches(json) != isMatch {
            return .wrong("it judges the record's JSON otherwise")
        }
        return FilterOracle.matches(pattern, event) == isMatch
            ? .taken
            : .wrong("by the rules \(sample.record.kind) \(isMatch ? "does not match" : "matches")")
    }
}

/// Changes of every kind, as streams of different views have them.
private enum RecordSamples {
    struct Sample {
        let record: ChangeRecord
        let source: EventRecords
    }

    static let all: [Sample] = [StreamView.newAndOldImages, .changes, .newImage].flatMap { view in
        changes.map { change in
            let keepsOld = view != .newImage
            return Sample(
                record: ChangeRecord(
                    sequence: SequenceNumber(rawValue: 77), kind: change.kind,
                    isExpiry: change.isExpiry,
                    time: Timestamp(microseconds: 1_795_000_000_250_000), slot: 4,
                    key: Key(partition: .string(Text("L#1")), sort: .number(Number(3))),
                    old: keepsOld ? change.old : nil, new: change.new, ordinal: 5,
                    bytesThrough: 900, storedBytes: 80),
                source: EventRecords(stream: stream(view), shard: 0, aws: AWSNames()))
        }
    }

    private struct Change {
        let kind: ChangeRecord.Kind
        let old: Item?
        let new: Item?
        var isExpiry = false
    }

    private static let changes: [Change] = {
        let image: Item = [
            "pk": .string(Text("L#1")), "c": .number(Number(12)),
            "text": .string(Text("né\"e")), "flag": .boolean(false), "none": .null,
            "bytes": .binary(Binary([1, 2, 255])),
            "list": .list([
                .number(Number(1)), .string(Text("a")), .list([.boolean(true)]), .list([]),
            ]),
            "map": .map(["x": .number(Number(-3)), "y": .map(["z": .string(Text(""))])]),
        ]
        var other = image
        other["c"] = .number(Number(15))
        other["sets"] = .numberSet(SortedSet(merging: [Number(1), Number(2), Number(10)]))
        return [
            Change(kind: .insert, old: nil, new: image),
            Change(kind: .modify, old: image, new: other),
            Change(kind: .modify, old: [:], new: ["c": .number(Number(2))]),
            Change(kind: .remove, old: other, new: nil),
            Change(kind: .remove, old: image, new: nil, isExpiry: true),
        ]
    }()

    private static func stream(_ view: StreamView) -> ChangeStream {
        ChangeStream(
            id: StreamID(rawValue: 1), table: TableID(rawValue: 1), tableName: "clicks",
            keySchema: KeySchema(
                partition: KeyAttribute(name: "pk", type: .string),
                sort: KeyAttribute(name: "sk", type: .number)),
            settings: StreamSettings(view: view, shards: 1),
            openedAt: Timestamp(seconds: 1_800_000_000), labelMilliseconds: 1_800_000_000_000,
            start: SequenceNumber(rawValue: 1), closing: nil, horizon: .zero)
    }
}
