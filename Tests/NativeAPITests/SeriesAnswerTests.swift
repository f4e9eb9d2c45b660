import Commands
import Engine
import JSON
import Model
import NativeAPI
import Sketches
import TestSupport
import Testing
import Values

@Suite("Series") struct SeriesAnswerTests {
    /// 22 November 2026, 20:53:20 UTC.
    private let now = ManualTime(seconds: 1_795_380_800)

    /// Runs `body` over a table with a few events of two series.
    private func withEvents(
        _ granularities: [Granularity] = SeriesKinds.clicks,
        _ body: (NativeHarness, Table) async throws -> Void
    ) async throws {
        try await withNativeAPI(at: now) { api in
            let table = try await api.makeSeriesTable(granularities)
            var fixture = try SeriesFixture(table)
            for (at, series, amount, visitor, country) in [
                ("2026-11-20T10:00:00Z", "a", 1, 1, "it"),
                ("2026-11-20T23:59:59Z", "a", 2, 2, "it"),
                ("2026-11-22T00:00:00Z", "a", 4, 1, "fr"),
                ("2026-11-22T20:10:30Z", "b", 8, 3, "it"),
                ("2026-11-22T20:10:59Z", "a", 16, 1, "de"),
            ] as [(String, Text, Int64, Int64, Text)] {
                try fixture.record(
                    SeriesEvent(
                        second: second(at), series: [series],
                        add: ["c": Number(amount), Text("country:" + country.string): 1],
                        visitor: visitor))
            }
            try await fixture.store(in: api.store)
            try await body(api, table)
        }
    }

    /// The figures of so many visitors, who are too few to be mistaken about.
    private func visitors(_ count: Int64, _ deviations: StandardDeviations = .two) -> String {
        var sketch = HLLSketch()
        for visitor in 0..<count { sketch.update(visitor) }
        let estimation = sketch.estimation
        return
            #"{"estimate":\#(estimation.estimate),"lower":\#(estimation.lowerBound(deviations)),"#
            + #""upper":\#(estimation.upperBound(deviations))}"#
    }

    @Test func `points by day, and the whole window`() async throws {
        try await withEvents { api, _ in
            let answer = await api.series(
                "series=a&from=2026-11-20T00:00:00Z&to=2026-11-23T00:00:00Z&step=day")
            #expect(
                answer.body
                    == #"{"step":"day","timezone":"UTC","from":"2026-11-20T00:00:00Z","#
                    + #""to":"2026-11-23T00:00:00Z","points":["#
                    + #"{"at":"2026-11-20T00:00:00Z","c":3,"country:it":2,"u":\#(visitors(2))},"#
                    + #"{"at":"2026-11-22T00:00:00Z","c":20,"country:de":1,"country:fr":1,"#
                    + #""u":\#(visitors(1))}],"#
                    + #""total":{"c":23,"country:de":1,"country:fr":1,"country:it":2,"#
                    + #""u":\#(visitors(2))}}"#)
        }
    }

    @Test func `several series are one, or a row each`() async throws {
        try await withEvents { api, _ in
            let window = "from=2026-11-22T20:00:00Z&to=2026-11-22T20:15:00Z&sum=c"
            let merged = await api.series("series=a&series=b&series=x&\(window)")
            let point = #"{"at":"2026-11-22T20:00:00Z","c":24,"u":\#(visitors(2))}"#
            #expect(
                merged.body
                    == #"{"step":"all","timezone":"UTC","from":"2026-11-22T20:00:00Z","#
                    + #""to":"2026-11-22T20:15:00Z","points":[\#(point)],"#
                    + #""total":{"c":24,"u":\#(visitors(2))}}"#)
            let rows = await api.series("series=b&series=x&series=a&merge=false&\(window)")
            func row(_ series: String, _ values: String) -> String {
                #"{"series":"\#(series)","points":[{"at":"2026-11-22T20:00:00Z",\#(values)}],"#
                    + #""total":{\#(values)}}"#
            }
            let one = visitors(1)
            let zero = #"{"estimate":0.0,"lower":0.0,"upper":0.0}"#
            #expect(
                rows.body
                    == #"{"step":"all","timezone":"UTC","from":"2026-11-22T20:00:00Z","#
                    + #""to":"2026-11-22T20:15:00Z","rows":[\#(row("b", #""c":8,"u":\#(one)"#)),"#
                    + #"{"series":"x","points":[],"total":{"c":0,"u":\#(zero)}},"#
                    + #"\#(row("a", #""c":16,"u":\#(one)"#))]}"#)
        }
    }

    @Test func `empty points are left out unless they are filled`() async throws {
        try await withEvents { api, _ in
            let query =
                "series=a&from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z&step=day&sum=c,x"
                + "&union=u"
            func points(_ fill: String) async -> String? {
                await api.series(query + fill).root?["points"]
                    .map { String(decoding: $0.rawBytes, as: UTF8.self) }
            }
            let zero = #"{"estimate":0.0,"lower":0.0,"upper":0.0}"#
            let day = #"{"at":"2026-11-20T00:00:00Z","c":3,"#
            let next = #"{"at":"2026-11-21T00:00:00Z","#
            let two = #""u":\#(visitors(2))}"#
            #expect(await points("") == "[\(day)\(two)]")
            #expect(
                await points("&fill=0")
                    == #"[\#(day)"x":0,\#(two),\#(next)"c":0,"x":0,"u":\#(zero)}]"#)
            #expect(
                await points("&fill=null")
                    == #"[\#(day)"x":null,\#(two),\#(next)"c":null,"x":null,"u":null}]"#)
        }
    }

    @Test func `everything is the bucket of all time`() async throws {
        try await withEvents { api, _ in
            let answer = await api.series("series=a&series=b&sum=c,country:i*")
            #expect(
                answer.body
                    == #"{"step":"all","timezone":"UTC","points":[],"#
                    + #""total":{"c":31,"country:it":3,"u":\#(visitors(3))}}"#)
        }
        try await withEvents([SeriesKinds.minute(), SeriesKinds.day()]) { api, _ in
            let answer = await api.series("series=a&step=all&sum=c&union=")
            #expect(answer.body == #"{"step":"all","timezone":"UTC","points":[],"total":{"c":23}}"#)
        }
    }

    @Test func `days and weeks are the zone's, and are told in UTC`() async throws {
        try await withEvents { api, _ in
            let query = "series=a&series=b&sum=c&union="
            let rome = await api.series(
                query + "&from=2026-11-20T00:00:00%2B01:00&to=2026-11-22T23:00:00Z&step=day"
                    + "&tz=Europe/Rome")
            #expect(
                rome.body
                    == #"{"step":"day","timezone":"Europe/Rome","from":"2026-11-19T23:00:00Z","#
                    + #""to":"2026-11-22T23:00:00Z","points":[{"at":"2026-11-19T23:00:00Z","c":1},"#
                    + #"{"at":"2026-11-20T23:00:00Z","c":2},{"at":"2026-11-21T23:00:00Z","c":28}],"#
                    + #""total":{"c":31}}"#)
            let weeks = await api.series(
                query + "&from=2026-11-15T00:00:00Z&to=2026-11-23T00:00:00Z&step=week&fill=0")
            #expect(
                weeks.body.contains(
                    #""points":[{"at":"2026-11-15T00:00:00Z","c":0},"#
                        + #"{"at":"2026-11-16T00:00:00Z","c":31}]"#))
        }
    }

    @Test func `bounds are as wide as deviations say`() async throws {
        try await withEvents { api, _ in
            for deviations in StandardDeviations.allCases {
                let answer = await api.series("series=a&sum=&deviations=\(deviations.rawValue)")
                #expect(answer.body.hasSuffix(#""total":{"u":\#(visitors(2, deviations))}}"#))
            }
        }
    }

    @Test(arguments: [
        ("", "series"), ("series=", "series"), ("series=a&series=a", "series"),
        ("series=\(String(repeating: "x", count: 2049))", "series"),
        ("series=a&step=decade", "step"), ("series=a&step=", "step"), ("series=a&step=day", "from"),
        ("series=a&from=2026-11-20T00:00:00Z", "to"), ("series=a&to=2026-11-20T00:00:00Z", "from"),
        ("series=a&from=yesterday&to=2026-11-20T00:00:00Z", "from"),
        // A plus sign that was not encoded is a blank.
        ("series=a&from=2026-11-20T00:00:00Z&to=2026-11-20T00:00:00+01:00", "to"),
        ("series=a&from=2026-11-20T00:00:00Z&to=2026-11-20T00:00:00Z", "from"),
        ("series=a&from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z", "from"),
        ("series=a&tz=Rome", "tz"), ("series=a&tz=GMT%2B5", "tz"), ("series=a&tz=", "tz"),
        ("series=a&sum=c,", "sum"), ("series=a&sum=c,c", "sum"), ("series=a&union=,", "union"),
        ("series=a&sum=u&union=u", "union"), ("series=a&sum=at", "sum"),
        ("series=a&union=at", "union"), ("series=a&fill=1", "fill"), ("series=a&fill=", "fill"),
        ("series=a&merge=no", "merge"), ("series=a&deviations=0", "deviations"),
        ("series=a&deviations=4", "deviations"), ("series=a&step=all&step=all", "step"),
        ("series=a&limit=1", "limit"),
        ("series=a&from=2026-11-20T00:00:30Z&to=2026-11-22T00:00:00Z", "from"),
        ("series=a&from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:01Z", "to"),
        ("series=a&from=0001-01-01T00:00:00Z&to=9999-12-01T00:00:00Z&step=day", "step"),
    ])
    func `what is not understood is refused by name`(query: String, field: String) async throws {
        try await withNativeAPI(at: now) { api in
            _ = try await api.makeSeriesTable(SeriesKinds.keptForEver)
            let answer = await api.series(query)
            #expect(answer.problem == .invalid(field), "\(answer)")
        }
    }

    @Test func `limits are told before anything is read`() async throws {
        try await withNativeAPI(at: now) { api in
            _ = try await api.makeSeriesTable(SeriesKinds.keptForEver)
            let names = (0...NativeLimits.seriesPerRequestMax).map { "series=\($0)" }
            let all = names.dropLast().joined(separator: "&")
            #expect(await api.series(names.joined(separator: "&")).problem == .invalid("series"))
            #expect(await api.series(all).status == 200)
            let minutes = "&from=2026-11-22T00:00:00Z&to=2026-11-23T12:00:00Z&step=minute"
            let answer = await api.series(all + minutes)
            #expect(answer.problem == .invalid("series"))
            #expect(answer.detail.contains("200000 buckets"), "\(answer.detail)")
            // Each row has points of its own.
            let rows = await api.series(all + minutes + "&merge=false")
            #expect(rows.problem == .invalid("step"))
            #expect(rows.detail.contains("10000 points"), "\(rows.detail)")
        }
    }

    @Test func `boundaries between buckets are refused with the nearest`() async throws {
        try await withEvents { api, _ in
            let answer = await api.series(
                "series=a&from=2026-11-22T10:00:30Z&to=2026-11-22T11:00:00Z")
            #expect(answer.detail.contains("2026-11-22T10:00:00Z and 2026-11-22T10:01:00Z"))
        }
        try await withEvents([SeriesKinds.hour(), SeriesKinds.day()]) { api, _ in
            let window = "series=a&from=2026-11-21T18:30:00Z&to=2026-11-22T18:30:00Z&step=day"
            #expect(await api.series(window).problem == .invalid("from"))
            let hours = "series=a&from=2026-11-21T18:00:00Z&to=2026-11-22T19:00:00Z"
            let india = await api.series(hours + "&step=day&tz=Asia/Kolkata")
            #expect(india.problem == .invalid("tz"), "\(india)")
            #expect(await api.series(hours + "&step=minute").problem == .invalid("step"))
        }
    }

    @Test func `what is not kept any more is never left out silently`() async throws {
        try await withEvents { api, _ in
            let window = "from=2026-09-10T07:30:00Z&to=2026-11-22T00:00:00Z"
            let answer = await api.series("series=a&\(window)")
            #expect(answer.problem == Problem(status: 409, type: "window-not-kept", field: "from"))
            #expect(
                answer.detail
                    == "From 2026-09-10T07:30:00Z on it takes buckets of granularity minute, which "
                    + "are kept since 2026-11-20T20:53:00Z. What would work: "
                    + "from=2026-09-10T00:00:00Z, to=2026-11-22T00:00:00Z, step=all, tz=UTC.")
            let advised = await api.series(
                "series=a&from=2026-09-10T00:00:00Z&to=2026-11-22T00:00:00Z&step=all&tz=UTC")
            #expect(advised.status == 200)
            // Hours in the middle of a window that begins with a kept month.
            let hours = await api.series(
                "series=a&from=2026-09-01T00:00:00Z&to=2026-11-22T00:00:00Z&step=hour")
            #expect(hours.problem == Problem(status: 409, type: "window-not-kept", field: "from"))
            #expect(hours.detail.contains("step=day, tz=UTC."), "\(hours.detail)")
        }
        try await withEvents([SeriesKinds.day(kept: 86_400)]) { api, _ in
            let answer = await api.series("series=a")
            #expect(answer.problem?.type == "window-not-kept")
        }
    }

    @Test func `a day of another zone that lost its hours needs another zone`() async throws {
        try await withEvents { api, _ in
            // Hours are kept for 62 days.
            let query = "series=a&from=2026-06-30T22:00:00Z&to=2026-07-31T22:00:00Z&step=day"
            let answer = await api.series(query + "&tz=Europe/Rome")
            #expect(answer.problem?.type == "window-not-kept")
            #expect(
                answer.detail.hasSuffix(
                    "from=2026-06-30T00:00:00Z, to=2026-08-01T00:00:00Z, step=day, tz=UTC."),
                "\(answer.detail)")
        }
    }

    @Test func `what cannot be added up is named`() async throws {
        try await withEvents { api, table in
            let day = "&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z"
            let problem = Problem(status: 409, type: "not-an-aggregate", field: nil)
            try await api.store.put(
                Sample.item(
                    "bad", "d#20261120", ["c": "x", "u": "y", "v": .binary(Binary([1, 2]))]),
                in: table)
            for (query, words) in [
                ("sum=c&union=", ["c is no number", "d#20261120", "series bad"]),
                ("sum=&union=u", ["u is not binary", "d#20261120", "series bad"]),
                ("sum=&union=v", ["v is no sketch", "d#20261120", "series bad"]),
                // The key and what the definition calls a sketch are not meant by any prefix.
                ("sum=*&union=", ["c is no number"]),
            ] {
                let answer = await api.series("series=a&series=bad\(day)&\(query)")
                #expect(answer.problem == problem, "\(answer)")
                #expect(words.allSatisfy(answer.detail.contains), "\(answer.detail)")
            }
            #expect(await api.series("series=bad\(day)&sum=&union=").status == 200)
        }
    }

    @Test func `sums are exact to 38 digits and never rounded`() async throws {
        try await withNativeAPI(at: now) { api in
            let table = try await api.makeSeriesTable()
            let window = "&from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z&sum=c&union="
            let large = "99999999999999999999999999999999999998"
            for (day, number) in [("20", large), ("21", "1")] {
                try await api.store.put(
                    Sample.item(
                        "a", Text("d#202611\(day)"), ["c": .number(try Number(parsing: number))]),
                    in: table)
            }
            #expect(
                await api.series("series=a\(window)").body
                    .hasSuffix(#""total":{"c":99999999999999999999999999999999999999}}"#))
            try await api.store.put(
                Sample.item("b", "d#20261121", ["c": .number(try Number(parsing: "0.5"))]),
                in: table)
            let answer = await api.series("series=a&series=b\(window)")
            #expect(answer.problem?.type == "not-an-aggregate")
            #expect(answer.detail.contains("38 digits"))
            // Each day by itself is fine, but the total is not.
            let days = await api.series("series=a&series=b&step=day\(window)")
            #expect(days.problem?.type == "not-an-aggregate")
        }
    }

    @Test func `items that only look like buckets do not count`() async throws {
        try await withEvents { api, table in
            for sort: Text in ["d#20261121x", "d#2026112", "d#20261121#", "d#", "d#20261132"] {
                try await api.store.put(Sample.item("a", sort, ["c": 1000]), in: table)
            }
            let answer = await api.series(
                "series=a&from=2026-11-20T00:00:00Z&to=2026-11-23T00:00:00Z&sum=c&union=")
            #expect(answer.body.hasSuffix(#""total":{"c":23}}"#))
        }
    }

    @Test func `an ended bucket does not count, a deleted one neither`() async throws {
        try await withEvents { api, table in
            try await api.store.put(
                Sample.item(
                    "a", "d#20261121", ["c": 1000, "ttl": .number(Number(now.seconds - 1))]),
                in: table)
            _ = try await api.store.delete(Sample.key("a", "d#20261122"), in: table)
            let answer = await api.series(
                "series=a&from=2026-11-20T00:00:00Z&to=2026-11-23T00:00:00Z&sum=c&union=")
            #expect(answer.body.hasSuffix(#""total":{"c":3}}"#))
        }
    }

    @Test func `a table without series says so, and a missing one is missing`() async throws {
        try await withNativeAPI(at: now) { api in
            _ = try await api.store.makeTable("plain")
            let answer = await api.series("series=a", table: "plain")
            #expect(answer.problem == .invalid("table"))
            #expect(answer.detail.contains("no series"))
            #expect(await api.series("series=a", table: "nothing").status == 404)
            let post = await api.send("POST", "/v1/tables/plain/series")
            #expect(post.status == 405)
        }
    }

    @Test func `events that were posted are in the series at once`() async throws {
        try await withNativeAPI(at: now) { api in
            _ = try await api.makeSeriesTable(
                [
                    SeriesKinds.minute(kept: 172_800), SeriesKinds.day(zone: "Europe/Rome"),
                    SeriesKinds.all,
                ])
            let events = [
                // In Rome this is the 22nd already.
                #"{"at":"2026-11-21T23:30:00Z","series":["a","b"],"add":{"c":2},"observe":{"u":"x"}}"#,
                #"{"at":"2026-11-22T20:10:59.9Z","series":["a"],"add":{"c":3},"observe":{"u":["x","y"]}}"#,
            ].joined(separator: ",")
            let answer = await api.post(
                "events",
                #"{"source":"s","sequence":1,"events":[\#(events)]}"#)
            #expect(answer.status == 200, "\(answer)")
            let days = await api.series(
                "series=a&series=b&from=2026-11-21T23:00:00Z&to=2026-11-22T23:00:00Z&step=day"
                    + "&tz=Europe/Rome&sum=c")
            #expect(
                days.body.contains(
                    #""points":[{"at":"2026-11-21T23:00:00Z","c":7,"u":\#(visitors(2))}]"#),
                "\(days)")
            let minute = await api.series(
                "series=a&from=2026-11-22T20:10:00Z&to=2026-11-22T20:11:00Z&step=minute&sum=c")
            #expect(minute.body.contains(#"{"at":"2026-11-22T20:10:00Z","c":3,"#), "\(minute)")
            #expect(await api.series("series=b&union=").body.hasSuffix(#""total":{"c":2}}"#))
        }
    }

    @Test func `all points come from buckets of the same moment, wherever these lie`() async throws
    {
        try await withEvents { api, table in
            try api.store.checkpoint()
            try await api.store.put(Sample.item("a", "d#20261121", ["c": 100]), in: table)
            let answer = await api.series(
                "series=a&from=2026-11-20T00:00:00Z&to=2026-11-23T00:00:00Z&step=day&sum=c&union=")
            #expect(
                answer.body.hasSuffix(
                    #""points":[{"at":"2026-11-20T00:00:00Z","c":3},"#
                        + #"{"at":"2026-11-21T00:00:00Z","c":100},"#
                        + #"{"at":"2026-11-22T00:00:00Z","c":20}],"total":{"c":123}}"#))
        }
    }
}

/// Runs `body` over an empty store whose clock is `clock`.
func withNativeAPI(
    at clock: ManualTime, _ body: (NativeHarness) async throws -> Void
) async throws {
    let pool = ReaderPool(threads: 1)
    defer { pool.close() }
    try await withStore(time: clock, configure: { $0.recentBytes = 64 << 20 }) { store in
        try await body(
            NativeHarness(
                store: store, dispatcher: NativeDispatcher(store: store, pool: pool),
                clock: clock))
    }
}
