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

/// The promise of series: whatever window, steps, zone and series are asked for, the answer is what
/// adding up the events one by one gives.
@Suite("Series against events") struct SeriesRollupTests {
    /// 23 November 2026, 05:00 UTC.
    private static let now: Int64 = 1_795_410_000
    private static let zones = [
        "UTC", "UTC", "Europe/Rome", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
        "America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia",
    ]
    private static let countries: [Text] = ["country:it", "country:fr", "country:de", "country:us"]
    private static let series: [Text] = ["L#1", "L#2", "T#1", "ü"]

    /// Events around changes of the clocks and in the last days before now.
    private func events(
        _ count: Int, visitors: Int64, using random: inout SplitMix64
    ) throws -> [SeriesEvent] {
        let changes = [
            "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-11-01T06:00:00Z",
            "2026-04-04T15:00:00Z", "2026-10-29T21:00:00Z",
        ].map(second)
        return try (0..<count).map { _ in
            let around: Int64
            switch Int.random(in: 0..<4, using: &random) {
            case 0: around = changes.randomElement(using: &random) ?? 0
            case 1: around = SeriesRollupTests.now - 86_400
            default:
                around = SeriesRollupTests.now - Int64.random(in: 0...9_000_000, using: &random)
            }
            let at = around + Int64.random(in: -90_000...90_000, using: &random)
            var add: [Text: Number] = [
                "c": try Number(
                    parsing:
                        "\(Int.random(in: -3...9, using: &random)).\(Int.random(in: 0...9, using: &random))"
                )
            ]
            if let country = SeriesRollupTests.countries.randomElement(using: &random) {
                add[country] = 1
            }
            let names = SeriesRollupTests.series.filter { _ in Bool.random(using: &random) }
            return SeriesEvent(
                second: min(at, SeriesRollupTests.now - 1), series: names, add: add,
                visitor: Bool.random(using: &random)
                    ? Int64.random(in: 0..<visitors, using: &random) : nil)
        }
    }

    /// A request with random parameters, and what it means.
    private struct Question {
        var window: SeriesWindow
        var series: [Text]
        var isMerged: Bool
        var isFilled: Bool

        init(using random: inout SplitMix64) throws {
            let zone = try #require(
                TimeZoneRules(identifier: zones.randomElement(using: &random) ?? "UTC"))
            var step = SeriesStep.allCases.randomElement(using: &random) ?? .all
            let minutes: Int64
            switch step {
            case .minute: minutes = Int64.random(in: 1...600, using: &random)
            case .quarterHour, .halfHour:
                minutes = Int64.random(in: 1...4000, using: &random)
            case .hour: minutes = Int64.random(in: 1...20_000, using: &random)
            default: minutes = Int64.random(in: 1...400_000, using: &random)
            }
            var to = (now / 60 + 1) * 60 - Int64.random(in: 0...400_000, using: &random) * 60
            if Bool.random(using: &random) { to = (now / 60 + 1) * 60 - minutes / 2 * 60 }
            var from = to - minutes * 60
            // Half of the time the bounds are those of days, as people ask.
            if Bool.random(using: &random) {
                let days = StepCalendar(step: .day, zone: zone)
                from = days.start(of: from)
                to = days.end(ofStepAt: days.start(of: to))
                if step == .minute { step = .hour }
            }
            window = SeriesWindow(bounds: from..<to, step: step, zone: zone)
            series = SeriesRollupTests.series.shuffled(using: &random)
            series = Array(series.prefix(Int.random(in: 1...4, using: &random)))
            isMerged = Bool.random(using: &random)
            isFilled = Int.random(in: 0..<4, using: &random) == 0
        }

        var bounds: Range<Int64> { window.bounds ?? 0..<0 }

        var query: String {
            let names = series.map { name in
                "series="
                    + name.bytes.map { byte in
                        let hex = String(byte, radix: 16)
                        return "%" + (hex.utf8.count == 1 ? "0" : "") + hex
                    }.joined()
            }
            return names.joined(separator: "&") + "&from=\(instant(bounds.lowerBound))"
                + "&to=\(instant(bounds.upperBound))&step=\(window.step.rawValue)"
                + "&tz=\(window.zone.identifier)&merge=\(isMerged)&deviations=3"
                + (isFilled ? "&fill=0" : "")
        }
    }

    /// What the events of some series add up to, point by point, in the form of an answer.
    private struct Sums {
        var c: Number?
        var countries: [Text: Number] = [:]
        var visitors: Set<Int64>?

        mutating func add(_ event: SeriesEvent) throws {
            for (name, amount) in event.add {
                if name == "c" {
                    c = try c?.adding(amount) ?? amount
                } else {
                    countries[name] = try countries[name]?.adding(amount) ?? amount
                }
            }
            if let visitor = event.visitor { visitors = (visitors ?? []).union([visitor]) }
        }
    }

    /// How often estimates were right, within three deviations.
    private struct Score {
        var estimates = 0
        var misses = 0
    }

    private func check(
        _ values: JSONNode, against sums: Sums, isFilled: Bool, exactly sketch: HLLSketch?,
        _ score: inout Score, _ hint: Comment
    ) throws {
        #expect(values["c"]?.numberText == (sums.c ?? (isFilled ? 0 : nil))?.text, hint)
        for name in SeriesRollupTests.countries {
            #expect(values[name.string]?.numberText == sums.countries[name]?.text, hint)
        }
        guard let union = values["u"] else {
            #expect(sums.visitors == nil && !isFilled, hint)
            return
        }
        let estimate = try #require(Double(union["estimate"]?.numberText ?? ""), hint)
        let lower = try #require(Double(union["lower"]?.numberText ?? ""), hint)
        let upper = try #require(Double(union["upper"]?.numberText ?? ""), hint)
        let expected = (sketch ?? HLLSketch()).estimation
        #expect(estimate == expected.estimate, hint)
        #expect(lower == expected.lowerBound(.three) && upper == expected.upperBound(.three), hint)
        score.estimates += 1
        let truth = Double(sums.visitors?.count ?? 0)
        if truth < lower || truth > upper { score.misses += 1 }
    }

    /// Asks one question and compares the answer; answers whether there was one.
    private func ask(
        _ question: Question, _ fixture: SeriesFixture, _ api: NativeHarness,
        _ score: inout Score, _ hint: Comment
    ) async throws -> Bool {
        let answer = await api.series(question.query)
        guard answer.status == 200 else {
            #expect(answer.problem?.type == "window-not-kept", "\(hint): \(answer)")
            return false
        }
        let root = try #require(answer.root)
        if question.isMerged {
            try compare(root, question.series, question, fixture, &score, hint)
        } else {
            let rows = try #require(root["rows"]).elements
            #expect(rows.map { $0["series"]?.string } == question.series.map(\.string), hint)
            for (row, series) in zip(rows, question.series) {
                try compare(row, [series], question, fixture, &score, hint)
            }
        }
        return true
    }

    private func compare(
        _ node: JSONNode, _ series: [Text], _ question: Question, _ fixture: SeriesFixture,
        _ score: inout Score, _ hint: Comment
    ) throws {
        let steps = StepCalendar(step: question.window.step, zone: question.window.zone)
        var points: [Int64: Sums] = [:]
        var total = Sums()
        for event in fixture.events where question.bounds.contains(event.second) {
            for _ in event.series.filter(series.contains) {
                let start = max(steps.start(of: event.second), question.bounds.lowerBound)
                try points[start, default: Sums()].add(event)
                try total.add(event)
            }
        }
        if question.isFilled {
            var start = question.bounds.lowerBound
            while start < question.bounds.upperBound {
                points[start, default: Sums()] = points[start] ?? Sums()
                start = steps.end(ofStepAt: steps.start(of: start))
            }
        }
        // A sketch of a point must be the union of just the buckets that cover it.
        let planner = SeriesPlanner(
            granularities: fixture.granularities, now: SeriesRollupTests.now)
        let plan = try planner.plan(question.window, pointsMax: 10_000, bucketsMax: 200_000)
        var unions: [Int64: HLLUnion] = [:]
        var whole: HLLUnion?
        for point in plan.points {
            var union: HLLUnion?
            // Point by point the answer goes from series to series.
            for name in series {
                for span in plan.spans[point.spans] {
                    let kind = fixture.granularities[span.granularity]
                    for sketch in fixture.sketches(
                        of: name, in: kind, from: span.start, to: span.end)
                    {
                        union = union ?? HLLUnion(precisionMax: precision(plan, fixture))
                        union?.merge(sketch)
                    }
                }
            }
            guard let union else { continue }
            unions[point.start] = union
            let result = union.result()
            whole = whole ?? HLLUnion(precisionMax: result.precision)
            whole?.merge(result)
        }

        let answered = try #require(node["points"]).elements
        let starts = points.keys.sorted()
        #expect(answered.map { $0["at"]?.string } == starts.map(instant), hint)
        for (point, start) in zip(answered, starts) {
            try check(
                point, against: points[start] ?? Sums(), isFilled: question.isFilled,
                exactly: unions[start]?.result(), &score, hint)
        }
        try check(
            try #require(node["total"]), against: total, isFilled: true, exactly: whole?.result(),
            &score, hint)
    }

    private func precision(_ plan: SeriesPlan, _ fixture: SeriesFixture) -> Int {
        plan.spans.map { fixture.granularities[$0.granularity].granularity.sketchPrecision ?? 12 }
            .max() ?? 12
    }

    private func run(
        _ granularities: [Granularity], events count: Int, visitors: Int64, questions: Int,
        answeredMin: Int
    ) async throws {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        let clock = ManualTime(seconds: SeriesRollupTests.now)
        try await withNativeAPI(at: clock) { api in
            var fixture = try SeriesFixture(try await api.makeSeriesTable(granularities))
            for event in try events(count, visitors: visitors, using: &random) {
                try fixture.record(event)
            }
            try await fixture.store(in: api.store)
            if Bool.random(using: &random) { try api.store.checkpoint() }
            var score = Score()
            var answered = 0
            for _ in 0..<questions {
                let question = try Question(using: &random)
                let hint: Comment = "seed \(random.seed): \(question.query)"
                if try await ask(question, fixture, api, &score, hint) { answered += 1 }
            }
            #expect(answered >= answeredMin, "seed \(random.seed): \(answered) answers")
            // Three deviations leave out three in a thousand, but points share their sketches.
            #expect(
                score.misses * 50 <= score.estimates + 200,
                "seed \(random.seed): \(score.misses) of \(score.estimates) estimates are off")
        }
    }

    @Test func `with all buckets kept every window is answered exactly`() async throws {
        try await run(
            SeriesKinds.keptForEver, events: 300, visitors: 100, questions: 60, answeredMin: 60)
    }

    @Test func `with buckets of other zones too`() async throws {
        try await run(
            [
                SeriesKinds.minute(), SeriesKinds.hour(), SeriesKinds.day(zone: "Europe/Rome"),
                SeriesKinds.month(zone: "Europe/Rome"), SeriesKinds.year,
            ], events: 300, visitors: 100, questions: 40, answeredMin: 40)
    }

    @Test func `with pieces of hours, kept for ever or as long as hours`() async throws {
        try await run(
            SeriesKinds.keptForEver + [SeriesKinds.quarterHour(), SeriesKinds.halfHour()],
            events: 300, visitors: 100, questions: 40, answeredMin: 40)
        try await run(
            SeriesKinds.clicksInAllZones, events: 300, visitors: 100, questions: 80,
            answeredMin: 15)
    }

    @Test func `with buckets that end, an answer is exact or there is none`() async throws {
        try await run(
            SeriesKinds.clicks, events: 300, visitors: 100, questions: 80, answeredMin: 10)
    }

    @Test func `with sketches of other precisions, dense ones among them`() async throws {
        let granularities = SeriesKinds.keptForEver.map { granularity in
            var granularity = granularity
            switch granularity.unit {
            case .minute, .hour: granularity.sketchPrecision = 7
            case .day: granularity.sketchPrecision = 9
            default: break
            }
            return granularity
        }
        try await run(granularities, events: 1500, visitors: 1000, questions: 25, answeredMin: 25)
    }

    @Test func `a union of dense buckets has the registers of all their visitors`() async throws {
        let clock = ManualTime(seconds: SeriesRollupTests.now)
        try await withNativeAPI(at: clock) { api in
            var fixture = try SeriesFixture(try await api.makeSeriesTable([SeriesKinds.day()]))
            var all = HLLSketch()
            let from = second("2026-11-01T00:00:00Z")
            // Ten days of a thousand visitors, most of whom come again.
            for visit in Int64(0)..<10_000 {
                let visitor = visit * 7919 % 3000
                try fixture.record(
                    SeriesEvent(
                        second: from + visit / 1000 * 86_400, series: ["a"], visitor: visitor))
                all.update(visitor)
            }
            try await fixture.store(in: api.store)
            // United with itself it counts as a union does: by its registers alone.
            var union = HLLUnion()
            union.merge(all)
            union.merge(all)
            let answer = await api.series(
                "series=a&from=\(instant(from))&to=2026-11-11T00:00:00Z&step=day")
            let total = try #require(answer.root?["total"])
            #expect(total["c"]?.numberText == "10000")
            #expect(total["u"]?["estimate"]?.numberText == "\(union.estimate)")
            let days = Array(try #require(answer.root?["points"]).elements)
            #expect(days.count == 10)
            for day in days {
                let upper = try #require(Double(day["u"]?["upper"]?.numberText ?? ""))
                #expect(upper > 950 && upper < 1150)
            }
        }
    }
}
