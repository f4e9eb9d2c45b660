import Commands
import Engine
import JSON
import Model
import NativeAPI
import Platform
import Sketches
import TestSupport
import Testing
import Values

/// Ranking the series of a table.
@Suite("Top") struct TopTests {
    /// 22 November 2026, 20:53:20 UTC.
    private let now = ManualTime(seconds: 1_795_380_800)

    private struct Row: Equatable {
        var series: String?
        var clicks: String?
        var visitors: Double?
    }

    private func rows(_ answer: Answer) -> [Row] {
        (answer.root?["rows"]).map { rows in
            rows.elements.map { row in
                Row(
                    series: row["series"]?.string, clicks: row["total"]?["c"]?.numberText,
                    visitors: row["total"]?["u"]?["estimate"]?.numberText.flatMap { Double($0) })
            }
        } ?? []
    }

    private func names(_ answer: Answer) -> [String?] { rows(answer).map(\.series) }

    /// Runs `body` over links whose clicks and visitors have different orders, and other series.
    private func withLinks(
        _ granularities: [Granularity] = SeriesKinds.clicks,
        _ body: (NativeHarness) async throws -> Void
    ) async throws {
        try await withNativeAPI(at: now) { api in
            var fixture = try SeriesFixture(try await api.makeSeriesTable(granularities))
            for (at, series, clicks, visitors) in [
                ("2026-11-22T20:10:30Z", "L#a", 5, 1), ("2026-11-22T20:11:00Z", "L#b", 3, 3),
                ("2026-11-21T10:00:00Z", "L#c", 9, 2), ("2026-11-22T01:00:00Z", "L#d", 3, 1),
                ("2026-11-20T01:00:00Z", "D#x", 40, 9), ("2026-11-22T20:10:00Z", "S#all", 20, 7),
            ] as [(String, Text, Int, Int64)] {
                for click in 0..<clicks {
                    try fixture.record(
                        SeriesEvent(
                            second: second(at), series: [series],
                            visitor: Int64(click) % visitors))
                }
            }
            try await fixture.store(in: api.store)
            try await body(api)
        }
    }

    private func top(_ query: String, _ api: NativeHarness) async -> Answer {
        await api.get("/v1/tables/clicks/top?\(query)")
    }

    @Test func `the most clicked links of all time, equal ones by their names`() async throws {
        try await withLinks { api in
            let answer = await top("prefix=L%23&by=c", api)
            #expect(answer.status == 200, "\(answer)")
            #expect(names(answer) == ["L#c", "L#a", "L#b", "L#d"])
            #expect(rows(answer).map(\.clicks) == ["9", "5", "3", "3"])
            #expect(answer.root?["ranked"]?.integer == 4)
            #expect(answer.root?["sum"]?.integer == 20)
            #expect(answer.root?["by"]?.string == "c")
            #expect(answer.root?["from"] == nil)
        }
    }

    @Test func `by visitors, and by the first counter unless it is said`() async throws {
        try await withLinks { api in
            let visitors = await top("prefix=L%23&by=u&limit=2", api)
            #expect(names(visitors) == ["L#b", "L#c"])
            #expect(rows(visitors).map { ($0.visitors ?? 0).rounded() } == [3, 2])
            #expect(visitors.root?["ranked"]?.integer == 4)
            // Estimates do not add up.
            #expect(visitors.root?["sum"] == nil)
            #expect(await names(top("limit=3", api)) == ["D#x", "S#all", "L#c"])
            #expect(await names(top("prefix=X%23", api)) == [])
            #expect(await names(top("prefix=", api)).count == 6)
        }
    }

    @Test func `a window is answered from the largest whole buckets`() async throws {
        try await withLinks { api in
            let week = "from=2026-11-15T21:00:00Z&to=2026-11-22T21:00:00Z&tz=Europe/Rome"
            let answer = await top("prefix=L%23&\(week)", api)
            #expect(names(answer) == ["L#c", "L#a", "L#b", "L#d"])
            #expect(answer.root?["timezone"]?.string == "Europe/Rome")
            #expect(answer.root?["from"]?.string == "2026-11-15T21:00:00Z")
            let today = "from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z"
            #expect(await names(top("prefix=L%23&\(today)", api)) == ["L#a", "L#b", "L#d"])
            let minute = "from=2026-11-22T20:11:00Z&to=2026-11-22T20:12:00Z"
            #expect(await names(top("prefix=L%23&\(minute)", api)) == ["L#b"])
            let old = await top("from=2026-01-01T00:01:00Z&to=2026-01-02T00:00:00Z", api)
            #expect(old.problem?.type == "window-not-kept")
            let odd = await top("from=2026-11-22T20:11:30Z&to=2026-11-22T20:12:00Z", api)
            #expect(odd.problem == .invalid("from"))
        }
    }

    @Test func `rows tell what is asked for, and always what they are ranked by`() async throws {
        try await withLinks { api in
            let answer = await top("prefix=L%23&limit=1&by=c&sum=country:*&union=", api)
            #expect(
                answer.body
                    == #"{"by":"c","timezone":"UTC","ranked":4,"sum":20,"#
                    + #""rows":[{"series":"L#c","total":{"c":9}}]}"#)
            let undeclared = await top("by=country:IT", api)
            #expect(
                undeclared.body
                    == #"{"by":"country:IT","timezone":"UTC","ranked":0,"sum":0,"rows":[]}"#)
        }
    }

    @Test(arguments: [
        ("by=", "by"), ("by=country:*", "by"), ("by=pk", "by"), ("by=ttl", "by"), ("by=c,u", "by"),
        ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("tz=Rome", "tz"),
        ("from=2026-11-22T00:00:00Z", "to"), ("step=day", "step"), ("deviations=4", "deviations"),
        ("by=c&union=c", "union"), ("prefix=a&prefix=b", "prefix"),
    ])
    func `nonsense is refused by the name of its parameter`(query: String, field: String)
        async throws
    {
        try await withLinks { api in
            #expect(await top(query, api).problem == .invalid(field), "\(query)")
        }
    }

    @Test func `a table without series, and none at all`() async throws {
        try await withClicks { api in
            #expect(await top("", api).problem == .invalid("table"))
            let none = await api.get("/v1/tables/nobody/top")
            #expect(none.problem?.type == "table-not-found")
        }
    }

    /// More series than one slice reads, some with names too long to be keys as they are.
    @Test func `a ranking of many slices is what sorting everything gives`() async throws {
        try await withNativeAPI(at: now) { api in
            let table = try await api.makeSeriesTable([SeriesKinds.all])
            var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
            var counts: [(name: String, clicks: Int64)] = []
            var writes: [ItemWrite] = []
            for number in 0..<12_000 {
                let tail = number % 100 == 0 ? String(repeating: "x", count: 600) : ""
                let name = "\(number % 3 == 0 ? "D" : "L")#\(number)\(tail)"
                let clicks = Int64.random(in: 1...200, using: &random)
                counts.append((name, clicks))
                let item = Sample.item(Text(name), "A#", ["c": .number(Number(clicks))])
                writes.append(try table.putting(item))
            }
            for start in stride(from: 0, to: writes.count, by: 4000) {
                try await api.store.commitAll(
                    Array(writes[start..<min(start + 4000, writes.count)]))
                if start == 4000 { try api.store.checkpoint() }
            }
            for (prefix, limit) in [("L%23", 100), ("D%23", 7), ("", 10)] {
                let letter = prefix.prefix(1)
                let wanted = counts.filter { $0.name.hasPrefix(letter) }.sorted {
                    $0.clicks == $1.clicks
                        ? Text($0.name) < Text($1.name) : $0.clicks > $1.clicks
                }
                let answer = await top("prefix=\(prefix)&limit=\(limit)", api)
                #expect(
                    names(answer) == wanted.prefix(limit).map(\.name), "seed \(random.seed)")
                #expect(answer.root?["ranked"]?.integer == Int64(wanted.count))
                #expect(answer.root?["sum"]?.integer == wanted.reduce(0) { $0 + $1.clicks })
            }
        }
    }

    /// Rows that have more buckets together than one slice reads.
    @Test func `rows of many buckets are read in slices and told of whole`() async throws {
        try await withNativeAPI(at: now) { api in
            let table = try await api.makeSeriesTable([SeriesKinds.minute()])
            let kind = try #require(SeriesGranularity(SeriesKinds.minute()))
            let from = second("2026-11-15T00:00:00Z")
            let minutes: Int64 = 5000
            let seriesCount = Int64(NativeLimits.topSliceReadsMax) / minutes + 1
            for series in 0..<seriesCount {
                var writes: [ItemWrite] = []
                for minute in 0..<minutes {
                    let start = from + 60 * minute
                    let sort = Text("m#\(kind.format.text(of: start, in: .utc))")
                    writes.append(
                        try table.putting(
                            Sample.item(
                                Text("L#\(series)"), sort, ["c": .number(Number(series + 1))])))
                }
                try await api.store.commitAll(
                    stride(from: 0, to: writes.count, by: 1000).map {
                        WriteBatch(Array(writes[$0..<min($0 + 1000, writes.count)]))
                    })
            }
            let to = Instant.text(second: from + 60 * minutes)
            let answer = await top("from=2026-11-15T00:00:00Z&to=\(to)&limit=100", api)
            #expect(answer.status == 200, "\(answer)")
            #expect(
                rows(answer).map(\.clicks)
                    == (1...seriesCount).reversed().map { "\($0 * minutes)" })
        }
    }

    @Test func `what has ended or was deleted does not rank`() async throws {
        try await withNativeAPI(at: now) { api in
            let table = try await api.makeSeriesTable([SeriesKinds.all])
            let ended: Item = ["c": 50, "ttl": .number(Number(1_795_380_000))]
            try await api.store.put(Sample.item("L#ended", "A#", ended), in: table)
            for name: Text in ["L#a", "L#gone", "L#b"] {
                try await api.store.put(Sample.item(name, "A#", ["c": 1]), in: table)
            }
            try api.store.checkpoint()
            _ = try await api.store.delete(Sample.key("L#gone", "A#"), in: table)
            #expect(await names(top("", api)) == ["L#a", "L#b"])
        }
    }

    @Test func `a bucket that is no sum is told by its name`() async throws {
        try await withNativeAPI(at: now) { api in
            let table = try await api.makeSeriesTable([SeriesKinds.all])
            try await api.store.put(Sample.item("L#a", "A#", ["c": "text"]), in: table)
            let answer = await top("", api)
            #expect(answer.problem?.type == "not-an-aggregate")
            #expect(answer.detail.contains("A# of series L#a"))
        }
    }
}
