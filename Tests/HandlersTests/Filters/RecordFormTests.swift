import Engine
import Handlers
import JSON
import Model
import StreamRecords
import Testing
import Values

/// Filters look at change records; a pattern is written for the JSON that a handler gets.
@Suite("Records as filters see them") struct RecordFormTests {
    private static let image: Item = [
        "pk": .string("L#1"), "c": .number(12), "text": .string("né\"e"), "flag": .boolean(false),
        "none": .null, "bytes": .binary(Binary([1, 2, 255])),
        "list": .list([.number(1), .string("a"), .list([.boolean(true)])]),
        "map": .map(["x": .number(-3), "y": .map(["z": .string("")])]),
    ]

    private static func record(
        _ kind: ChangeRecord.Kind, old: Item?, new: Item?, isExpiry: Bool = false
    ) -> ChangeRecord {
        ChangeRecord(
            sequence: SequenceNumber(rawValue: 77), kind: kind, isExpiry: isExpiry,
            time: Timestamp(microseconds: 1_795_000_000_250_000), slot: 4,
            key: Key(partition: .string("L#1"), sort: .number(3)), old: old, new: new, ordinal: 5,
            bytesThrough: 900, storedBytes: 80)
    }

    private static func records(_ view: StreamView) -> EventRecords {
        EventRecords(stream: PartitionScript.stream(view: view), shard: 0, aws: AWSNames())
    }

    private static let changes: [ChangeRecord] = {
        var other = image
        other["c"] = .number(15)
        other["sets"] = .numberSet(SortedSet(merging: [1, 2, 10]))
        return [
            record(.insert, old: nil, new: image), record(.modify, old: image, new: other),
            record(.modify, old: [:], new: ["c": .number(2)]),
            record(.remove, old: other, new: nil),
            record(.remove, old: image, new: nil, isExpiry: true),
        ]
    }()

    @Test(arguments: [StreamView.newAndOldImages, .changes])
    func `a record looks to filters as its JSON does`(view: StreamView) throws {
        let source = RecordFormTests.records(view)
        for change in RecordFormTests.changes {
            let json = try JSONDocument(parsing: source.record(change).json).root
            check(.event(change, source), json, at: "event")
        }
    }

    private func check(_ node: EventNode, _ json: JSONNode, at path: String) {
        #expect(node.kind == json.kind, "\(path)")
        #expect(node.string == json.string, "\(path)")
        #expect(node.boolean == json.boolean, "\(path)")
        #expect(node.isNull == json.isNull, "\(path)")
        #expect(node.jsonNumber == EventNode.json(json).jsonNumber, "\(path)")
        #expect(node.attributeNumber == EventNode.json(json).attributeNumber, "\(path)")
        for (name, member) in json.members {
            guard let own = node[name] else {
                Issue.record("\(path) has no \(name)")
                continue
            }
            check(own, member, at: "\(path).\(name)")
        }
        if json.kind == .object {
            for name in ["S", "x", "NewImage", "OldImage", "Deltas", "userIdentity", "no"]
            where json[name] == nil {
                #expect(node[name] == nil, "\(path) has \(name)")
            }
        }
        let elements = node.elements
        let expected = Array(json.elements)
        #expect(elements.count == expected.count, "\(path)")
        for (index, (own, element)) in zip(elements, expected).enumerated() {
            check(own, element, at: "\(path)[\(index)]")
        }
    }

    @Test(arguments: [
        #"{"eventName": ["INSERT"]}"#, #"{"dynamodb": {"NewImage": {"c": {"N": ["12"]}}}}"#,
        #"{"dynamodb": {"NewImage": {"c": {"N": [{"ddb-numeric": [">", 13]}]}}}}"#,
        #"{"dynamodb": {"NewImage": {"c": {"N": [{"crossed": [14]}]}}}}"#,
        #"{"dynamodb": {"NewImage": {"c": {"N": [{"changed": true}]}}}}"#,
        #"{"dynamodb": {"NewImage": {"map": {"M": {"x": {"N": ["-3"]}}}}}}"#,
        #"{"dynamodb": {"NewImage": {"map": {"M": [{"changed": false}]}}}}"#,
        #"{"dynamodb": {"NewImage": {"list": {"L": {"N": ["1"]}}}}}"#,
        #"{"dynamodb": {"NewImage": {"sets": {"NS": ["10"]}}}}"#,
        #"{"dynamodb": {"OldImage": {"text": {"S": [{"suffix": "\"e"}]}}}}"#,
        #"{"dynamodb": {"ApproximateCreationDateTime": [{"numeric": ["<", 2e9]}]}}"#,
        #"{"userIdentity": {"type": ["Service"]}}"#,
        #"{"dynamodb": {"NewImage": {"flag": {"BOOL": [false]}, "none": {"NULL": [true]}}}}"#,
    ])
    func `a filter judges a record as it does its JSON`(pattern: String) throws {
        let filter = try EventFilter(parsing: pattern)
        for view in [StreamView.newAndOldImages, .changes] {
            let source = RecordFormTests.records(view)
            for change in RecordFormTests.changes {
                let json = try JSONDocument(parsing: source.record(change).json).root
                #expect(filter.matches(.event(change, source)) == filter.matches(json))
            }
        }
    }
}
