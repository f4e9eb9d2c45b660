import API
import Engine
import Foundation
import JSON
import Model
import NativeAPI
import TestSupport
import Testing
import Values

@Suite("Table definitions") struct TableDefinitionTests {
    private let key = """
        "key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}}
        """

    @Test func `a definition makes a table, and the answer has all of it`() async throws {
        try await withNativeAPI { api in
            let answer = await api.put(
                #"""
                {"name": "clicks", \#(key),
                 "timeToLive": {"attribute": "ttl", "mode": "lazy"}, "strict": true,
                 "deletionProtection": true, "once": {"retention": "36h"},
                 "tags": {"b": "", "a": "1"},
                 "sketches": {"default": 11, "attributes": {"v": 4, "u": 18}},
                 "series": {"counters": ["c", "x:*"], "sketches": ["u"], "granularities": [
                    {"name": "day", "prefix": "d#", "format": "yyyy-MM-dd", "retention": "8w",
                     "sketchPrecision": 9, "timeZone": "Europe/Rome"},
                    {"name": "all", "prefix": "A"}]}}
                """#)
            #expect(answer.status == 201)
            #expect(answer.response.contentType == .json)
            #expect(
                answer.body == """
                    {"name":"clicks","id":"id-1","createdAt":"2026-11-18T11:06:40Z",\(key),\
                    "itemCount":0,"bytes":0,"timeToLive":{"attribute":"ttl","mode":"lazy"},\
                    "strict":true,"deletionProtection":true,"once":{"retention":"36h"},\
                    "tags":{"a":"1","b":""},\
                    "sketches":{"default":11,"attributes":{"u":18,"v":4}},\
                    "series":{"counters":["c","x:*"],"sketches":["u"],"granularities":[\
                    {"name":"day","prefix":"d#","format":"yyyy-MM-dd","retention":"56d",\
                    "sketchPrecision":9,"timeZone":"Europe/Rome"},\
                    {"name":"all","prefix":"A"}]}}
                    """)
            #expect(await api.get("/v1/tables/clicks").body == answer.body)
            let table = try api.table()
            #expect(table.settings.strict)
            #expect(table.settings.onceLifeSeconds == 36 * 3600)
            #expect(table.timeToLive == TimeToLive(attribute: "ttl", mode: .lazy))
            let day = try #require(table.settings.series?.granularities.first)
            #expect(day.unit == .day)
            #expect(day.retentionSeconds == 4_838_400)
        }
    }

    @Test func `a definition needs a key and nothing else`() async throws {
        try await withNativeAPI { api in
            let answer = await api.put(
                #"{"key":{"partition":{"name":"id","type":"binary"}}}"#, table: "a.b-c_D9")
            #expect(answer.status == 201)
            #expect(
                answer.body == """
                    {"name":"a.b-c_D9","id":"id-1","createdAt":"2026-11-18T11:06:40Z",\
                    "key":{"partition":{"name":"id","type":"binary"}},"itemCount":0,"bytes":0,\
                    "strict":false,"deletionProtection":false,"once":{"retention":"1d"},\
                    "tags":{},"sketches":{"default":12}}
                    """)
        }
    }

    /// The members of a definition beside its key, the field of the problem, and its detail's end.
    @Test(arguments: [
        (#""name":"other""#, "name", "differs from the table's name in the path, clicks"),
        (
            #""nmae":"clicks""#, "nmae",
            "there is no such member; known are name, key, timeToLive, "
                + "strict, deletionProtection, once, tags, sketches, stream, series, indexes"
        ),
        (#""strict":1"#, "strict", "expected true or false, found a number"),
        (#""deletionProtection":null"#, "deletionProtection", "expected true or false, found null"),
        (#""timeToLive":"ttl""#, "timeToLive", "expected an object, found a string"),
        (#""timeToLive":{}"#, "timeToLive.attribute", "missing: the name of a number attribute"),
        (#""timeToLive":{"attribute":"sk"}"#, "timeToLive.attribute", "sk is part of the key"),
        (
            #""timeToLive":{"attribute":"ttl","mode":"soon"}"#, "timeToLive.mode",
            "must be exact or lazy, found soon"
        ),
        (
            #""timeToLive":{"attribute":"ttl","model":"exact"}"#, "timeToLive.model",
            "there is no such member; known are attribute, mode"
        ),
        (
            #""once":{"retention":"24"}"#, "once.retention",
            "must be a whole number and s, m, h, d or w, such as 48h, found 24"
        ),
        (#""once":{"retention":"0s"}"#, "once.retention", "must be from 1s to 30d, found 0s"),
        (#""once":{"retention":"31d"}"#, "once.retention", "must be from 1s to 30d, found 31d"),
        (
            #""once":{"retention":"99999999999999999999w"}"#, "once.retention",
            "must be a whole number and s, m, h, d or w, such as 48h, found 99999999999999999999w"
        ),
        (#""tags":{"":"x"}"#, #"tags[""]"#, "a tag's name has 1 to 128 characters"),
        (#""tags":{"a":1}"#, "tags.a", "expected a string, found a number"),
        (#""tags":{"quipu:strict":"on"}"#, "tags.quipu:strict", "names of this kind are reserved"),
        (#""tags":{"aws:x":"on"}"#, "tags.aws:x", "names of this kind are reserved"),
        (#""sketches":{"default":3}"#, "sketches.default", "must be a whole number from 4 to 18"),
        (
            #""sketches":{"attributes":{"u":21.5}}"#, "sketches.attributes.u",
            "must be a whole number from 4 to 18"
        ),
        (
            #""sketches":{"u":12}"#, "sketches.u",
            "there is no such member; known are default, attributes"
        ),
        (#""series":{}"#, "series.granularities", "missing: an array of granularities"),
        (
            #""series":{"granularities":[]}"#, "series.granularities",
            "there must be 1 to 8 granularities, found 0"
        ),
    ])
    func `a wrong member is named, with what it may be`(
        members: String, field: String, detail: String
    ) async throws {
        try await withNativeAPI { api in
            let answer = await api.put("{\(key),\(members)}")
            #expect(answer.problem == .invalid(field))
            #expect(answer.detail == "\(field): \(detail).")
            #expect(api.store.tables == [])
        }
    }

    @Test(arguments: [
        (#"{}"#, "key", "missing: an object with the partition key and maybe a sort key"),
        (#"{"key":{}}"#, "key.partition", "missing: an object with name and type"),
        (
            #"{"key":{"partition":{"type":"string"}}}"#, "key.partition.name",
            "missing: an attribute's name"
        ),
        (
            #"{"key":{"partition":{"name":"a"}}}"#, "key.partition.type",
            "missing: string, number or binary"
        ),
        (
            #"{"key":{"partition":{"name":"a","type":"S"}}}"#, "key.partition.type",
            "must be string, number or binary, found S"
        ),
        (
            #"{"key":{"partition":{"name":"","type":"string"}}}"#, "key.partition.name",
            "must not be empty"
        ),
        (
            #"{"key":{"partition":{"name":"a","type":"string"},"sort":{"name":"a","type":"number"}}}"#,
            "key", "partition key and sort key are the same attribute"
        ),
        (
            #"{"key":{"partition":{"name":"a","type":"string"},"range":{}}}"#, "key.range",
            "there is no such member; known are partition, sort"
        ),
    ])
    func `a wrong key is named, with what it may be`(
        definition: String, field: String, detail: String
    ) async throws {
        try await withNativeAPI { api in
            let answer = await api.put(definition)
            #expect(answer.problem == .invalid(field))
            #expect(answer.detail == "\(field): \(detail).")
        }
    }

    /// Granularities beside one of hours with prefix `h#`, where they are wrong, and how.
    @Test(arguments: [
        (#"{"prefix":"d#","format":"yyyyMMdd"}"#, "[1].name", "missing: a string"),
        (#"{"name":"hour","prefix":"d#","format":"yyyyMMdd"}"#, "[1].name", "hour is there twice"),
        (
            #"{"name":"day","format":"yyyyMMdd"}"#, "[1].prefix",
            "missing: what the sort keys of these buckets begin with"
        ),
        (#"{"name":"day","prefix":"","format":"yyyyMMdd"}"#, "[1].prefix", "must not be empty"),
        (
            #"{"name":"day","prefix":"h","format":"yyyyMMdd"}"#, "[1].prefix",
            "h and h#, the prefix of hour, begin alike, so their buckets could not be told apart"
        ),
        (
            #"{"name":"day","prefix":"h#d","format":"yyyyMMdd"}"#, "[1].prefix",
            "h#d and h#, the prefix of hour, begin alike, so their buckets could not be told apart"
        ),
        (
            #"{"name":"day","prefix":"d#","format":"yyyy-MM-dd-HH"}"#, "[1].format",
            "hour has buckets of one hour already"
        ),
        (
            #"{"name":"day","prefix":"d#","format":"ddMMyyyy"}"#, "[1].format",
            "must be yyyy, MM, dd, HH and mm in this order, as many as the bucket needs, with "
                + "- . : / T # _ between them, found ddMMyyyy"
        ),
        (#"{"name":"day","prefix":"d#","format":""}"#, "[1].format", "must not be empty"),
        (
            #"{"name":"day","prefix":"d#","format":"yyyyMMdd","retention":"2 d"}"#, "[1].retention",
            "must be a whole number and s, m, h, d or w, such as 48h, found 2 d"
        ),
        (
            #"{"name":"all","prefix":"A#","retention":"2d"}"#, "[1].retention",
            "the bucket of all time has no end, so nothing can follow it"
        ),
        (
            #"{"name":"day","prefix":"d#","format":"yyyyMMdd","sketchPrecision":22}"#,
            "[1].sketchPrecision", "must be a whole number from 4 to 18"
        ),
        (
            #"{"name":"day","prefix":"d#","format":"yyyyMMdd","timeZone":"Rome"}"#, "[1].timeZone",
            "there is no time zone called Rome"
        ),
        (
            #"{"name":"minute","prefix":"m#","format":"yyyyMMddHHmm","timeZone":"Europe/Rome"}"#,
            "[1].timeZone", "only days, months and years can begin in a zone, found Europe/Rome"
        ),
        (
            #"{"name":"q","prefix":"q#","format":"yyyyMMddHHmm","length":"20m"}"#, "[1].length",
            "must be 15m or 30m; any other length follows from the format, found 20m"
        ),
        (
            #"{"name":"q","prefix":"q#","format":"yyyyMMdd","length":"15m"}"#, "[1].length",
            "buckets of 15m need a format whose finest field is mm"
        ),
        (
            #"{"name":"q","prefix":"q#","length":"15m"}"#, "[1].length",
            "buckets of 15m need a format whose finest field is mm"
        ),
        (
            #"{"name":"q","prefix":"q#","format":"yyyyMMddHHmm","length":"30m","timeZone":"Asia/Tokyo"}"#,
            "[1].timeZone", "only days, months and years can begin in a zone, found Asia/Tokyo"
        ),
        (
            #"{"name":"day","prefix":"d#","fromat":"yyyyMMdd"}"#, "[1].fromat",
            "there is no such member; known are name, prefix, format, length, retention, "
                + "sketchPrecision, timeZone"
        ),
    ])
    func `a wrong granularity is named, with what it may be`(
        granularity: String, place: String, detail: String
    ) async throws {
        try await withNativeAPI { api in
            let hour = #"{"name":"hour","prefix":"h#","format":"yyyyMMddHH","retention":"2d"}"#
            let answer = await api.put(
                #"""
                {\#(key),"timeToLive":{"attribute":"ttl"},
                 "series":{"granularities":[\#(hour),\#(granularity)]}}
                """#)
            #expect(answer.problem == .invalid("series.granularities\(place)"))
            #expect(answer.detail == "series.granularities\(place): \(detail).")
        }
    }

    @Test(arguments: [
        (#""counters":["pk"]"#, "counters[0]", "means pk too, which is part of the key"),
        (#""counters":["a","t*"]"#, "counters[1]", "means ttl too, which is the end of items"),
        (#""counters":["u*"],"sketches":["u1"]"#, "counters[0]", "means u1 too, which is a sketch"),
        (#""counters":["a*b"]"#, "counters[0]", "* may stand at the end only"),
        (#""counters":["a","a"]"#, "counters[1]", "a is there twice"),
        (#""counters":"a""#, "counters", "expected an array, found a string"),
        (#""sketches":["sk"]"#, "sketches[0]", "sk is part of the key"),
        (#""sketches":[""]"#, "sketches[0]", "must not be empty"),
        (
            #""sketch":["u"]"#, "sketch",
            "there is no such member; known are granularities, counters, sketches"
        ),
    ])
    func `a counter is not something else as well`(
        members: String, place: String, detail: String
    ) async throws {
        try await withNativeAPI { api in
            let answer = await api.put(
                #"""
                {\#(key),"timeToLive":{"attribute":"ttl"},
                 "series":{"granularities":[{"name":"all","prefix":"A#"}],\#(members)}}
                """#)
            #expect(answer.problem == .invalid("series.\(place)"))
            #expect(answer.detail == "series.\(place): \(detail).")
        }
    }

    @Test func `series need text keys, and retention needs time to live`() async throws {
        try await withNativeAPI { api in
            let series =
                #""series":{"granularities":[{"name":"h","prefix":"h","format":"yyyyMMddHH","retention":"1d"}]}"#
            for key in [
                #""key":{"partition":{"name":"pk","type":"string"}}"#,
                #""key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"number"}}"#,
                #""key":{"partition":{"name":"pk","type":"number"},"sort":{"name":"sk","type":"string"}}"#,
            ] {
                let answer = await api.put("{\(key),\(series)}")
                #expect(answer.problem == .invalid("series"))
                #expect(
                    answer.detail
                        == "series: series need a string partition key and a string sort key.")
            }
            let answer = await api.put("{\(key),\(series)}")
            #expect(answer.problem == .invalid("series.granularities[0].retention"))
            #expect(answer.detail.contains("has no timeToLive, by which buckets would end"))
        }
    }

    @Test(arguments: ["ab", "a%20b", "a%2Fbc", "t%C3%A9st", String(repeating: "x", count: 256)])
    func `a table has a name that DynamoDB's tools can say`(name: String) async throws {
        try await withNativeAPI { api in
            let answer = await api.put("{\(key)}", table: name)
            #expect(answer.problem == .invalid("table"))
        }
    }

    @Test(arguments: ["clicks", "counters", "sessions", "visits-rome"])
    func `the examples are definitions, and come back as they are`(example: String) async throws {
        let url = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Schemas/examples/\(example).json")
        let definition = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        try await withNativeAPI { api in
            let made = await api.put(definition, table: example)
            #expect(made.status == 201, "\(made)")
            let written = try JSONDocument(parsing: Array(definition.utf8)).root
            let answer = try #require(made.root)
            for (name, value) in written.members where name != "series" && name != "once" {
                #expect(
                    TableDefinitionTests.has(answer[name], everythingIn: value), "\(name): \(made)")
            }
            let again = await api.put(made.body, table: example)
            #expect(again.status == 200)
            #expect(again.body == made.body)
        }
    }

    /// Whether all that `wanted` says is in `node` as well.
    private static func has(_ node: JSONNode?, everythingIn wanted: JSONNode) -> Bool {
        guard let node else { return false }
        return wanted.kind == .object
            ? wanted.members.allSatisfy { has(node[$0.name], everythingIn: $0.value) }
            : node.rawBytes == wanted.rawBytes
    }
}
