import Commands
import Engine
import Expressions
import JSON
import Model
import NativeAPI
import Platform
import Sketches
import TestSupport
import Testing
import Values

@Suite("Events") struct EventTests {
    /// The click table, whose harness stands at 2026-11-18T11:06:40Z.
    static func withEvents(
        _ series: String = """
        {"counters":["c","country:*"],"sketches":["u"],"granularities":[
         {"name":"minute","prefix":"m#","format":"yyyyMMddHHmm","retention":"48h",
          "sketchPrecision":10},
         {"name":"hour","prefix":"h#","format":"yyyyMMddHH","retention":"62d"},
         {"name":"day","prefix":"d#","format":"yyyyMMdd","retention":"760d"},
         {"name":"month","prefix":"M#","format":"yyyyMM"},{"name":"all","prefix":"A#"}]}
        """,
        _ body: (NativeHarness) async throws -> Void
    ) async throws {
        try await withNativeAPI { api in
            let answer = await api.put(
                #"""
                {"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
                 "timeToLive":{"attribute":"ttl"},"series":\#(series)}
                """#)
            #expect(answer.status == 201, "\(answer)")
            try await body(api)
        }
    }

    private func event(
        _ at: String, _ series: [String] = ["L"], _ rest: String = #""add":{"c":1}"#
    ) -> String {
        let names = series.map { #""\#($0)""# }.joined(separator: ",")
        return #"{"at":"\#(at)","series":[\#(names)],\#(rest)}"#
    }

    private func items(_ api: NativeHarness, _ series: Text) throws -> [Item] {
        try api.store.items(of: Query(table: try api.table(), partition: .string(series)))
    }

    @Test func `an event is counted in every bucket of every series`() async throws {
        try await EventTests.withEvents { api in
            let answer = await api.batch(
                [
                    event(
                        "2026-11-18T12:05:07+01:00", ["L", "T"],
                        #""add":{"c":2,"country:US":1},"observe":{"u":"v1"}"#)
                ], to: "events")
            #expect(
                answer.body == #"{"applied":1,"duplicate":false,"source":"edge","sequence":1}"#)
            for series: Text in ["L", "T"] {
                let items = try items(api, series)
                #expect(
                    items.map { $0["sk"] }
                        == ["A#", "M#202611", "d#20261118", "h#2026111811", "m#202611181105"])
                #expect(items.allSatisfy { $0["c"] == 2 && $0["country:US"] == 1 })
                #expect(items.allSatisfy { $0["u"]?.sketch?.estimate.rounded() == 1 })
                #expect(items.map { $0["u"]?.sketch?.precision } == [12, 12, 12, 12, 10])
                #expect(
                    items.map { $0["ttl"] } == [
                        nil, nil, .number(Number(1_795_046_400 + 760 * 86_400)),
                        .number(Number(1_795_003_200 + 62 * 86_400)),
                        .number(Number(1_794_999_960 + 48 * 3600)),
                    ])
            }
        }
    }

    @Test func `seconds since 1970 are a time as well`() async throws {
        try await EventTests.withEvents { (api) async throws in
            let events = [
                #"{"at":1795000000,"series":["L"],"add":{"c":1}}"#,
                event("2026-11-18T11:06:59.999Z"),
            ]
            #expect(await api.batch(events, to: "events").status == 200)
            #expect(try api.item("L", "m#202611181106")?["c"] == 2)
        }
    }

    @Test func `buckets whose time is over are not written, and counted`() async throws {
        try await EventTests.withEvents { (api) async throws in
            let answer = await api.batch(
                [
                    event("2026-11-16T11:05:00Z"), event("2026-11-16T11:05:59Z"),
                    event("2026-11-16T11:06:00Z"), event("2026-01-01T00:00:00Z", ["L", "T"]),
                ], to: "events")
            #expect(answer.root?["applied"]?.integer == 4)
            // The minute 11:05 of L, and the minute and the hour of January for both.
            #expect(answer.root?["expired"]?.integer == 5)
            #expect(try api.item("L", "m#202611161105") == nil)
            #expect(try api.item("L", "m#202611161106")?["c"] == 1)
            #expect(try api.item("L", "h#2026111611")?["c"] == 3)
            #expect(try api.item("L", "h#2026010100") == nil)
            #expect(try api.item("L", "d#20260101")?["c"] == 1)
            #expect(try api.item("L", "A#")?["c"] == 4)
            // A duplicate writes nothing, so nothing is left out of it.
            let again = await api.batch([event("2026-01-01T00:00:00Z")], to: "events")
            #expect(again.root?["expired"] == nil)
        }
    }

    @Test func `a bucket is written as long as it can be asked for`() async throws {
        try await EventTests.withEvents { (api) async throws in
            // The clock stands at 11:06:40, forty seconds into a minute.
            let minute = #"{"at":1794999960,"series":["L"],"add":{"c":1}}"#
            api.clock.advance(seconds: 48 * 3600 + 19)
            let last = await api.batch([minute], to: "events")
            #expect(last.root?["expired"] == nil, "\(last)")
            let window = "series=L&from=2026-11-18T11:06:00Z&to=2026-11-18T11:07:00Z&step=minute"
            #expect(await api.get("/v1/tables/clicks/series?\(window)").status == 200)
            api.clock.advance(seconds: 1)
            let over = await api.batch([minute], to: "events", sequence: 2)
            #expect(over.root?["expired"]?.integer == 1, "\(over)")
            let answer = await api.get("/v1/tables/clicks/series?\(window)")
            #expect(answer.problem?.type == "window-not-kept")
        }
    }

    @Test func `days, months and years begin where the zone says`() async throws {
        try await EventTests.withEvents(
            """
            {"granularities":[
             {"name":"hour","prefix":"h#","format":"yyyyMMddHH"},
             {"name":"day","prefix":"d#","format":"yyyy-MM-dd","timeZone":"Asia/Kolkata"},
             {"name":"month","prefix":"M#","format":"yyyyMM","timeZone":"Europe/Rome"},
             {"name":"year","prefix":"Y#","format":"yyyy","timeZone":"America/New_York"}]}
            """
        ) { api in
            let events = [
                "2026-10-31T18:29:59Z", "2026-10-31T18:30:00Z", "2026-10-31T22:59:59Z",
                "2026-10-31T23:00:00Z", "2027-01-01T04:59:59Z", "2027-01-01T05:00:00Z",
            ].map { event($0) }
            #expect(await api.batch(events.reversed(), to: "events").status == 200)
            let wanted: [(Value, Value)] = [
                ("M#202610", 3), ("M#202611", 1), ("M#202701", 2), ("Y#2026", 5), ("Y#2027", 1),
                ("d#2026-10-31", 1), ("d#2026-11-01", 3), ("d#2027-01-01", 2),
                ("h#2026103118", 2), ("h#2026103122", 1), ("h#2026103123", 1),
                ("h#2027010104", 1), ("h#2027010105", 1),
            ]
            let items = try items(api, "L")
            #expect(items.map { $0["sk"] } == wanted.map(\.0))
            #expect(items.map { $0["c"] } == wanted.map(\.1))
        }
    }

    @Test func `a sketch that a worker made is merged with visitors`() async throws {
        try await EventTests.withEvents { api in
            var sketch = HLLSketch()
            for visitor in 0..<300 { sketch.update(Int64(visitor)) }
            let base64 = Base64.encode(sketch.encode())
            let events = [
                event("2026-11-18T11:06:00Z", ["L"], #""observe":{"u":[1,2,1000]}"#),
                event("2026-11-18T11:07:00Z", ["L"], #""observe":{"u":{"sketch":"\#(base64)"}}"#),
                event("2026-11-18T11:07:01Z", ["L"], #""observe":{"u":[299,300]}"#),
            ]
            #expect(await api.batch(events, to: "events").status == 200)
            for (sort, count) in [("m#202611181106", 3), ("m#202611181107", 301), ("A#", 302)] {
                let estimate = try #require(
                    try api.item("L", Text(sort))?["u"]?.sketch?.estimate)
                #expect(abs(estimate - Double(count)) < Double(count) * 0.05, "\(sort)")
            }
        }
    }

    @Test(arguments: [
        (#"{"series":["L"],"add":{"c":1}}"#, "at", "missing: an RFC 3339 time"),
        (
            #"{"at":"x","series":["L"],"add":{"c":1}}"#, "at",
            "is not an RFC 3339 time such as 2026-11-22T20:41:07Z"
        ),
        (
            #"{"at":null,"series":["L"],"add":{"c":1}}"#, "at",
            "expected an RFC 3339 time or whole seconds since 1970, found null"
        ),
        (#"{"at":1,"add":{"c":1}}"#, "series", "missing: an array of series' names"),
        (#"{"at":1,"series":"L","add":{"c":1}}"#, "series", "expected an array, found a string"),
        (
            #"{"at":1,"series":[],"add":{"c":1}}"#, "series",
            "an event belongs to 1 to 100 series, found 0"
        ),
        (#"{"at":1,"series":["L",""],"add":{"c":1}}"#, "series[1]", "must not be empty"),
        (
            #"{"at":1,"series":["L",1],"add":{"c":1}}"#, "series[1]",
            "expected a string, found a number"
        ),
        (
            #"{"at":1,"series":["L","T","\u004c"],"add":{"c":1}}"#, "series[2]",
            "the event names this series twice"
        ),
        (#"{"at":1,"series":["L"]}"#, "", "nothing to do: an event needs add or observe"),
        (
            #"{"at":1,"series":["L"],"add":{},"observe":{}}"#, "",
            "nothing to do: an event needs add or observe"
        ),
        (#"{"at":1,"series":["L"],"add":{"c":"1"}}"#, "add.c", "expected a number, found a string"),
        (#"{"at":1,"series":["L"],"add":{"u":1}}"#, "add.u", "u is a sketch, not a counter"),
        (
            #"{"at":1,"series":["L"],"observe":{"country:US":1}}"#, "observe.country:US",
            "country:US is a counter, not a sketch"
        ),
        (#"{"at":1,"series":["L"],"add":{"sk":1}}"#, "add.sk", "sk is set by the table itself"),
        (#"{"at":1,"series":["L"],"add":{"ttl":1}}"#, "add.ttl", "ttl is set by the table itself"),
        (
            #"{"at":1,"series":["L"],"add":{"c":1},"observe":{"x":[{}]}}"#, "observe.x[0]",
            "expected a visitor (a string or a number) or an array of them, found an object"
        ),
        (
            #"{"at":1,"series":["L"],"add":{"x":1},"observe":{"x":1}}"#, "observe.x",
            "x is a counter, not a sketch"
        ),
        (
            #"{"at":1,"series":["L"],"adds":{"c":1}}"#, "adds",
            "there is no such member; known are at, series, add, observe"
        ),
    ])
    func `a wrong part of an event is named by its place`(
        event: String, place: String, detail: String
    ) async throws {
        try await EventTests.withEvents { (api) async throws in
            let field = place.isEmpty ? "events[1]" : "events[1].\(place)"
            let good = #"{"at":1795000000,"series":["L"],"add":{"c":1}}"#
            let answer = await api.batch([good, event], to: "events")
            #expect(answer.problem == .invalid(field))
            #expect(answer.detail == "\(field): \(detail).")
            let lines = await api.post("events", lines: "\n\(good)\n\(event)")
            #expect(lines.problem == .invalid(field))
            #expect(lines.detail == "\(field) (line 3): \(detail).")
            #expect(try items(api, "L") == [])
        }
    }

    @Test func `a table without series has no events`() async throws {
        try await withClicks { api in
            let answer = await api.batch([], to: "events")
            #expect(answer.problem == .invalid("table"))
            #expect(answer.detail == "Table clicks is defined without series.")
        }
    }

    @Test func `the event that an item refuses is named`() async throws {
        try await EventTests.withEvents { api in
            let table = try api.table()
            try await api.store.put(
                Sample.item("T", "h#2026111811", ["country:IT": "x"]), in: table)
            let answer = await api.batch(
                [
                    event("2026-11-18T11:06:00Z", ["L", "T"]),
                    event("2026-11-18T11:06:01Z", ["L"], #""add":{"country:IT":1}"#),
                    event("2026-11-18T10:06:01Z", ["T"], #""add":{"country:IT":1}"#),
                    event("2026-11-18T11:06:02Z", ["L", "\\u0054"], #""add":{"country:IT":1}"#),
                    event("2026-11-18T11:06:02Z", ["T"], #""add":{"country:IT":1}"#),
                ], to: "events")
            #expect(
                answer.problem
                    == Problem(status: 409, type: "update-refused", field: "events[3]"))
            #expect(try api.store.items(of: table).count == 1)
            let good = event("2026-11-18T11:06:00Z", ["T"])
            let bad = event("2026-11-18T11:59:59Z", ["T"], #""add":{"c":1,"country:IT":1}"#)
            let lines = await api.post(
                "events", lines: "\n\(good)\n\n\(good)\n\(bad)\n\(good)")
            #expect(
                lines.problem
                    == Problem(status: 409, type: "update-refused", field: "events[2]"))
            #expect(
                lines.detail == "events[2] (line 5): An operand in the update expression has an "
                    + "incorrect data type. Attribute country:IT of item "
                    + #"{"pk":"T","sk":"h#2026111811"} is a string, not a number."#)
        }
    }

    @Test func `of events that only together do not fit an item, the last is named`() async throws {
        try await EventTests.withEvents { (api) async throws in
            let name = String(repeating: "n", count: 60_000)
            let events = (0..<9).map { number in
                event("2026-11-18T11:0\(number):00Z", ["L"], #""add":{"\#(name)\#(number)":1}"#)
            }
            let answer = await api.batch(events, to: "events")
            #expect(
                answer.problem
                    == Problem(status: 409, type: "update-refused", field: "events[6]"))
            #expect(try items(api, "L") == [])
        }
    }

    @Test func `hundreds of series and attributes are told apart`() async throws {
        try await EventTests.withEvents(
            #"{"granularities":[{"name":"all","prefix":"A#"},{"name":"year","prefix":"Y","format":"yyyy"}]}"#
        ) { api in
            var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
            var wanted: [String: [String: Int64]] = [:]
            let events = (0..<1500).map { _ in
                let series = Set((0..<3).map { _ in "s\(Int.random(in: 0..<400, using: &random))" })
                let attribute = "an attribute called \(Int.random(in: 0..<200, using: &random))"
                for name in series { wanted[name, default: [:]][attribute, default: 0] += 1 }
                return event("2026-11-18T11:06:00Z", Array(series), #""add":{"\#(attribute)":1}"#)
            }
            #expect(await api.batch(events, to: "events").status == 200)
            for (series, sums) in wanted {
                for sort: Text in ["A#", "Y2026"] {
                    var item = Sample.item(Text(series), sort)
                    for (name, sum) in sums { item[Text(name)] = .number(Number(sum)) }
                    let stored = try api.item(Text(series), sort)
                    #expect(stored == item, "seed \(random.seed)")
                }
            }
        }
    }

    @Test func `each item is written once, however many events fall into it`() async throws {
        let directory = try TemporaryDirectory()
        let clock = ManualTime(seconds: 1_795_000_000)
        try await withNativeAPI(in: directory, clock: clock) { (api) async throws in
            await api.put(
                #"""
                {"key":{"partition":{"name":"pk","type":"string"},"sort":{"name":"sk","type":"string"}},
                 "series":{"granularities":[{"name":"hour","prefix":"h#","format":"yyyyMMddHH"},
                                            {"name":"all","prefix":"A#"}]}}
                """#)
            let events = (0..<1000).map { number in
                event(
                    "2026-11-18T11:0\(number % 10):00Z", ["L", "T"],
                    #""add":{"c":1},"observe":{"u":\#(number % 5)}"#)
            }
            #expect(await api.batch(events, to: "events").status == 200)
            #expect(try api.item("T", "A#")?["c"] == 1000)
        }
        guard let batch = try directory.commands()[1] as? IncrementBatch else {
            Issue.record("The log's second entry is no batch")
            return
        }
        #expect(batch.writes.count == 4)
        #expect(Set(batch.writes.map(\.key)).count == 4)
    }
}
