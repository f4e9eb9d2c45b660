import Commands
import Engine
import Expressions
import JSON
import Model
import NativeAPI
import Sketches
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("Increment") struct IncrementTests {
    private let key = #""key":{"pk":"a","sk":"b"}"#

    private func increment(_ api: NativeHarness, _ members: String) async -> Answer {
        await api.post("increment", "{\(key),\(members)}")
    }

    @Test(arguments: Transport.allCases)
    func `numbers are added exactly, on a new item and on an old one`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { api in
            #expect(
                await increment(api, #""add":{"c":1,"d":-2.50}"#).body
                    == #"{"duplicate":false,"values":{"c":1,"d":-2.5}}"#)
            #expect(
                await increment(api, #""add":{"d":0.1,"c":12345678901234567890123456789}"#).body
                    == #"{"duplicate":false,"values":{"d":-2.4,"c":12345678901234567890123456790}}"#
            )
            #expect(
                await api.get("/v1/tables/clicks/items?pk=a&sk=b").body
                    == #"{"item":{"c":12345678901234567890123456790,"d":-2.4,"pk":"a","sk":"b"}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `increments that are sent together are answered in their order`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { api in
            let answers = await api.postAll(
                "increment", Array(repeating: "{\(key),\"add\":{\"c\":1}}", count: 20) + ["["])
            #expect(
                answers.prefix(20).map(\.body)
                    == (1...20).map { #"{"duplicate":false,"values":{"c":\#($0)}}"# })
            #expect(answers.count == 21)
            #expect(answers.last?.status == 400)
        }
    }

    @Test(arguments: Transport.allCases)
    func `visitors are counted once, and the answer says who was new`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let first = await increment(api, #""observe":{"u":["v1","v2","v1"]}"#)
            #expect(
                first.body == """
                    {"duplicate":false,"values":{"u":{"estimate":2.000000004967054,"lower":2.0,\
                    "upper":2.0001997319422404,"fresh":true}}}
                    """)
            let again = await increment(api, #""observe":{"u":"v2"},"add":{"c":1}"#)
            #expect(again.root?["values"]?["u"]?["fresh"]?.boolean == false)
            #expect(again.root?["values"]?["c"]?.integer == 1)
            let third = await increment(api, #""observe":{"u":3}"#)
            #expect(third.root?["values"]?["u"]?["fresh"]?.boolean == true)
            #expect(try api.item("a", "b")?["u"]?.sketch?.estimate.rounded() == 3)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a visitor is the same as for OBSERVE`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            let table = try api.table()
            let visitors: [(json: String, value: Value)] = [
                (#""v""#, "v"), ("7", 7), ("-1", -1),
                ("9223372036854775807", .number(Number(.max))),
                ("1.5", .number(try Number(parsing: "1.5"))),
                ("15e-1", .number(try Number(parsing: "1.5"))),
                ("92233720368547758070", .number(try Number(parsing: "92233720368547758070"))),
                (#""é""#, "é"), (#""\u00e9""#, "é"), (#""7""#, "7"),
            ]
            for (json, value) in visitors {
                _ = await increment(api, #""observe":{"u":\#(json)}"#)
                try await api.store.update(
                    Sample.key("a", "c"), in: table, "OBSERVE u :v", values: [":v": value])
                let mine = try #require(try api.item("a", "b")?["u"])
                let theirs = try #require(try api.item("a", "c")?["u"])
                #expect(mine == theirs, "\(json)")
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `the empty text is nobody, yet makes the sketch`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            let answer = await increment(api, #""observe":{"u":["",""]}"#)
            #expect(answer.root?["values"]?["u"]?["estimate"]?.numberText == "0.0")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a sketch that was made elsewhere is merged`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            var sketch = HLLSketch(precision: 11)
            for visitor in 0..<500 { sketch.update(Int64(visitor)) }
            let base64 = Base64.encode(sketch.encode())
            _ = await increment(api, #""observe":{"u":[1,2,1000]}"#)
            let answer = await increment(api, #""observe":{"u":{"sketch":"\#(base64)"}}"#)
            #expect(answer.root?["values"]?["u"]?["fresh"]?.boolean == true)
            let merged = try #require(try api.item("a", "b")?["u"]?.sketch)
            #expect(abs(merged.estimate - 501) < 25)
            let again = await increment(api, #""observe":{"u":{"sketch":"\#(base64)"}}"#)
            #expect(again.root?["values"]?["u"]?["fresh"]?.boolean == false)
            let broken = await increment(api, #""observe":{"u":{"sketch":"AAAA"}}"#)
            #expect(broken.problem == .invalid("observe.u.sketch"))
            #expect(broken.detail.contains("is not a DataSketches HLL sketch"))
        }
    }

    @Test(arguments: Transport.allCases)
    func `new sketches have the precision that the table says`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { (api) async throws in
            await api.put(
                #"""
                {"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
                 "sketches":{"default":10,"attributes":{"u":14}}}
                """#)
            _ = await increment(api, #""observe":{"u":1,"v":1}"#)
            #expect(try api.item("a", "b")?["u"]?.sketch?.precision == 14)
            #expect(try api.item("a", "b")?["v"]?.sketch?.precision == 10)
        }
    }

    @Test(arguments: Transport.allCases)
    func `plain JSON is set, and attributes are removed`(transport: Transport) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let value = #"{"a":[1,"x",null,true,{"n":1.50}],"":{}}"#
            let strange = await increment(api, #""set":{"m":\#(value)}"#)
            #expect(strange.problem == .invalid(#"set.m[""]"#))
            let answer = await increment(
                api, #""set":{"m":{"a":[1,"x",null,true,{"n":1.50}]},"s":"","n":null}"#)
            #expect(
                answer.body == """
                    {"duplicate":false,"values":{"m":{"a":[1,"x",null,true,{"n":1.5}]},"s":"",\
                    "n":null}}
                    """)
            let removed = await increment(api, #""remove":["s","nothing"],"set":{"n":2}"#)
            #expect(removed.body == #"{"duplicate":false,"values":{"n":2}}"#)
            #expect(try api.item("a", "b")?["s"] == nil)
        }
    }

    @Test(arguments: Transport.allCases)
    func `removing from nothing makes nothing`(transport: Transport) async throws {
        try await withClicks(over: transport) { (api) async throws in
            #expect(
                await increment(api, #""remove":["s"]"#).body
                    == #"{"duplicate":false,"values":{}}"#)
            #expect(try api.item("a", "b") == nil)
        }
    }

    @Test(arguments: Transport.allCases)
    func `values are not nested deeper than DynamoDB allows`(transport: Transport) async throws {
        try await withClicks(over: transport) { api in
            for (levels, status) in [(32, 200), (33, 400), (200, 400)] {
                let value =
                    String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
                let answer = await increment(api, #""set":{"m":\#(value)}"#)
                #expect(answer.status == status)
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `an item expires when it is told to`(transport: Transport) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let now = api.clock.seconds
            #expect(
                await increment(api, #""add":{"c":1},"expiresAt":\#(now + 10)"#).body
                    == #"{"duplicate":false,"values":{"c":1,"ttl":\#(now + 10)}}"#)
            api.clock.advance(seconds: 11)
            #expect(try api.item("a", "b") == nil)
            #expect(
                await increment(api, #""add":{"c":1},"expiresAt":"2030-01-02T03:04:05.9+01:00""#)
                    .body == #"{"duplicate":false,"values":{"c":1,"ttl":1893549845}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `without time to live nothing expires`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            _ = try await api.store.makeTable()
            let answer = await increment(api, #""add":{"c":1},"expiresAt":7"#)
            #expect(answer.problem == .invalid("expiresAt"))
            #expect(
                answer.detail
                    == "expiresAt: table clicks has no timeToLive, so nothing expires in it.")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a condition is DynamoDB's, with plain JSON for its values`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { api in
            let first = #""add":{"c":5},"condition":"attribute_not_exists(pk)""#
            #expect(await increment(api, first).status == 200)
            let refused = await increment(api, first)
            #expect(refused.problem == Problem(status: 409, type: "condition-failed"))
            #expect(refused.detail == "The item as it is does not meet the condition.")
            for (condition, holds) in [
                (#""condition":"c = :x","values":{":x":5}"#, true),
                (##""condition":"#c < :x","names":{"#c":"c"},"values":{":x":5}"##, false),
                (#""condition":"c IN (:x, :y)","values":{":x":"5","y":1}"#, nil),
                (#""condition":"c IN (:x, :y)","values":{":x":"5",":y":5.0}"#, true),
                (#""condition":"estimate(u) < :x","values":{":x":5}"#, false),
                (#""condition":"c = :x","values":{":x":5,":y":5}"#, nil),
                (#""condition":"c = :x""#, nil),
            ] as [(String, Bool?)] {
                let answer = await increment(api, #""set":{"s":1},\#(condition)"#)
                #expect(
                    answer.status == (holds.map { $0 ? 200 : 409 } ?? 400), "\(condition) \(answer)"
                )
                if holds == nil { #expect(answer.problem == .invalid("condition")) }
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `a strict table's conditions are DynamoDB's alone`(transport: Transport) async throws {
        try await withNativeAPI(over: transport) { api in
            await api.put(
                #"""
                {"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
                 "strict":true}
                """#)
            let answer = await increment(
                api, #""observe":{"u":1},"condition":"estimate(u) < :x","values":{":x":5}"#)
            #expect(answer.problem == .invalid("condition"))
            #expect(await increment(api, #""observe":{"u":1}"#).status == 200)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a strict server's conditions are DynamoDB's alone on every table`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let pool = ReaderPool(threads: 1)
            defer { pool.close() }
            let strict = NativeHarness(
                store: api.store,
                dispatcher: NativeDispatcher(store: api.store, pool: pool, strict: true),
                clock: api.clock)
            let asking = #""observe":{"u":1},"condition":"estimate(u) < :x","values":{":x":5}"#
            #expect(await increment(strict, asking).problem == .invalid("condition"))
            #expect(await increment(api, #""observe":{"u":1}"#).status == 200)
            #expect(await increment(api, asking).status == 200)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an update with an id happens once`(transport: Transport) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let once = #""add":{"c":1},"observe":{"u":"v"},"once":"id-1""#
            let first = await increment(api, once)
            #expect(first.root?["duplicate"]?.boolean == false)
            _ = await increment(api, #""add":{"c":10}"#)
            let again = await increment(api, once)
            #expect(again.root?["duplicate"]?.boolean == true)
            #expect(again.root?["values"]?["c"]?.integer == 11)
            #expect(again.root?["values"]?["u"]?["fresh"]?.boolean == false)
            #expect(try api.item("a", "b")?["c"] == 11)
            let other = await increment(api, #""add":{"c":1},"once":"id-2""#)
            #expect(other.root?["values"]?["c"]?.integer == 12)
            let long = String(repeating: "x", count: 257)
            #expect(
                await increment(api, #""add":{"c":1},"once":"\#(long)""#).problem
                    == .invalid("once"))
        }
    }

    @Test(arguments: Transport.allCases)
    func `an update that does not fit the item is refused and says why`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { api in
            let table = try api.table()
            try await api.store.put(Sample.item("a", "b", ["s": "text", "c": 1]), in: table)
            for members in [
                #""add":{"s":1}"#, #""observe":{"s":1}"#, #""observe":{"c":1}"#,
            ] {
                let answer = await increment(api, members)
                #expect(answer.problem == Problem(status: 409, type: "update-refused"))
                #expect(
                    answer.detail.hasPrefix(
                        "An operand in the update expression has an incorrect data type. "
                            + "Attribute "))
                #expect(answer.detail.contains(#" of item {"pk":"a","sk":"b"} is a "#))
            }
            let large = String(repeating: "x", count: Limits.itemBytesMax)
            let answer = await increment(api, #""set":{"t":"\#(large)"}"#)
            #expect(answer.problem == Problem(status: 409, type: "update-refused"))
            #expect(answer.detail.hasPrefix("The item would have "))
            #expect(try api.item("a", "b")?["t"] == nil)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an end too far back would never come, so it is refused`(
        transport: Transport
    ) async throws {
        try await withClicks(over: transport) { (api) async throws in
            let oldest = api.clock.seconds - Limits.expiryAgeSecondsMax
            func update(_ second: Int64) -> String {
                #"{"key":{"pk":"a","sk":"b"},"add":{"c":1},"expiresAt":\#(second)}"#
            }
            #expect(await api.post("increment", update(oldest)).status == 200)
            let answer = await api.post("increment", update(oldest - 1))
            #expect(answer.problem == .invalid("expiresAt"))
            #expect(
                answer.detail == "expiresAt: is more than five years in the past; such an item "
                    + "would never expire.")
            let batch = await api.batch([update(oldest - 1)])
            #expect(batch.problem == .invalid("updates[0].expiresAt"))
        }
    }
}
