import Commands
import Model
import NativeAPI
import Platform
import TestSupport
import Testing
import Values

@Suite("Plans of series") struct SeriesPlannerTests {
    private let now = second("2026-11-23T05:00:00Z")

    private func planner(_ granularities: [Granularity]) throws -> SeriesPlanner {
        SeriesPlanner(
            granularities: try granularities.map { try #require(SeriesGranularity($0)) }, now: now)
    }

    private func window(
        _ from: String, _ to: String, _ step: SeriesStep, _ zone: String = "UTC"
    ) throws -> SeriesWindow {
        SeriesWindow(
            bounds: second(from)..<second(to), step: step,
            zone: try #require(TimeZoneRules(identifier: zone)))
    }

    /// The plan as text: `minute 2026-…Z +3` for three minutes from there on; points apart by `|`.
    private func plan(_ planner: SeriesPlanner, _ window: SeriesWindow) throws -> String {
        let plan = try planner.plan(window, pointsMax: 10_000, bucketsMax: 200_000)
        return plan.points.map { point in
            plan.spans[point.spans].map { span in
                let name = planner.granularities[span.granularity].granularity.name
                return "\(name) \(instant(span.start).dropLast(4)) +\(span.bucketCount)"
            }.joined(separator: ", ")
        }.joined(separator: " | ")
    }

    @Test func `a window is covered by the largest whole buckets`() throws {
        let planner = try planner(SeriesKinds.keptForEver)
        let ragged = try plan(
            planner, try window("2024-12-31T22:58:00Z", "2026-02-02T01:01:00Z", .all))
        #expect(
            ragged
                == "minute 2024-12-31T22:58 +2, hour 2024-12-31T23:00 +1, year 2025-01-01T00:00 +1, "
                + "month 2026-01-01T00:00 +1, day 2026-02-01T00:00 +1, hour 2026-02-02T00:00 +1, "
                + "minute 2026-02-02T01:00 +1")
        #expect(
            try plan(planner, try window("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", .all))
                == "year 2025-01-01T00:00 +1")
    }

    @Test func `points begin where steps do, the first where the window does`() throws {
        let planner = try planner(SeriesKinds.keptForEver)
        #expect(
            try plan(planner, try window("2026-11-20T22:00:00Z", "2026-11-22T01:00:00Z", .day))
                == "hour 2026-11-20T22:00 +2 | day 2026-11-21T00:00 +1 | hour 2026-11-22T00:00 +1")
        #expect(
            try plan(planner, try window("2026-11-12T00:00:00Z", "2026-11-24T00:00:00Z", .week))
                == "day 2026-11-12T00:00 +4 | day 2026-11-16T00:00 +7 | day 2026-11-23T00:00 +1")
        #expect(
            try plan(planner, try window("2026-11-12T00:00:00Z", "2026-11-12T00:02:00Z", .minute))
                == "minute 2026-11-12T00:00 +1 | minute 2026-11-12T00:01 +1")
    }

    @Test func `days of a zone are made of hours, 23 to 25 of them`() throws {
        let planner = try planner(SeriesKinds.keptForEver)
        #expect(
            try plan(
                planner,
                try window("2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z", .day, "Europe/Rome"))
                == "hour 2026-03-27T23:00 +24 | hour 2026-03-28T23:00 +23 | "
                + "hour 2026-03-29T22:00 +24")
        #expect(
            try plan(
                planner,
                try window("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", .day, "Europe/Rome"))
                == "hour 2026-10-24T22:00 +25")
        // Half past: minutes at both ends.
        #expect(
            try plan(
                planner,
                try window("2026-11-21T18:30:00Z", "2026-11-22T18:30:00Z", .day, "Asia/Kolkata"))
                == "minute 2026-11-21T18:30 +30, hour 2026-11-21T19:00 +23, "
                + "minute 2026-11-22T18:00 +30")
    }

    @Test func `buckets of the zone itself serve it`() throws {
        let planner = try planner([
            SeriesKinds.hour(), SeriesKinds.day(zone: "Europe/Rome"),
            SeriesKinds.month(zone: "Europe/Rome"),
        ])
        #expect(
            try plan(
                planner,
                try window("2026-09-30T22:00:00Z", "2026-11-01T23:00:00Z", .month, "Europe/Rome"))
                == "month 2026-09-30T22:00 +1 | day 2026-10-31T23:00 +1")
    }

    @Test func `months of another zone do not lead astray`() throws {
        // In winter London's days are UTC's; a month of UTC that ends in summer ends within a day.
        let planner = try planner([
            SeriesKinds.day(zone: "Europe/London"), SeriesKinds.month(),
        ])
        #expect(
            try plan(
                planner,
                try window("2026-02-01T00:00:00Z", "2026-03-31T23:00:00Z", .all, "Europe/London"))
                == "month 2026-02-01T00:00 +1, day 2026-03-01T00:00 +31")
    }

    @Test func `buckets that are not kept any more are never counted on`() throws {
        let planner = try planner(SeriesKinds.clicks)
        // Minutes are kept for 48 hours after their end.
        #expect(
            try plan(planner, try window("2026-11-21T05:00:00Z", "2026-11-21T06:00:00Z", .minute))
                .hasPrefix("minute 2026-11-21T05:00 +1 | "))
        #expect(
            throws: SeriesPlanError.notKept(
                granularity: 0, at: second("2026-11-21T04:59:00Z"),
                since: second("2026-11-21T05:00:00Z"))
        ) {
            try plan(planner, try window("2026-11-21T04:59:00Z", "2026-11-21T06:00:00Z", .minute))
        }
        #expect(
            try plan(planner, try window("2024-11-01T00:00:00Z", "2026-11-23T00:00:00Z", .all))
                == "month 2024-11-01T00:00 +24, day 2026-11-01T00:00 +22")
        #expect(
            throws: SeriesPlanError.notKept(
                granularity: 2, at: second("2024-09-15T00:00:00Z"),
                since: second("2024-10-24T00:00:00Z"))
        ) {
            try plan(planner, try window("2024-09-15T00:00:00Z", "2026-11-23T00:00:00Z", .all))
        }
    }

    @Test func `boundaries between buckets are told with their neighbours`() throws {
        let planner = try planner(SeriesKinds.clicks)
        func error(_ window: SeriesWindow) -> SeriesPlanError? {
            do throws(SeriesPlanError) {
                _ = try planner.plan(window, pointsMax: 10_000, bucketsMax: 200_000)
                return nil
            } catch {
                return error
            }
        }
        let before = second("2026-11-22T10:00:00Z")
        #expect(
            error(try window("2026-11-22T10:00:30Z", "2026-11-22T11:00:00Z", .all))
                == .misaligned(
                    .from, at: before + 30, granularity: 0, before: before, after: before + 60))
        #expect(
            error(try window("2026-11-22T09:00:00Z", "2026-11-22T10:00:01Z", .all))
                == .misaligned(
                    .to, at: before + 1, granularity: 0, before: before, after: before + 60))
    }

    @Test func `steps that no bucket begins with are told`() throws {
        let planner = try planner([SeriesKinds.day(), SeriesKinds.month()])
        let error = #expect(throws: SeriesPlanError.self) {
            try plan(
                planner,
                try window("2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z", .day, "Europe/Rome"))
        }
        let midnight = second("2026-11-01T23:00:00Z")
        #expect(
            error
                == .misaligned(
                    .step, at: midnight, granularity: 0,
                    before: second("2026-11-01T00:00:00Z"), after: second("2026-11-02T00:00:00Z")))
    }

    @Test func `everything is the bucket of all time, or else all that is kept for ever`() throws {
        let everything = SeriesWindow(bounds: nil, step: .all, zone: .utc)
        func granularity(_ granularities: [Granularity]) throws -> Int {
            let plan = try planner(granularities).plan(everything, pointsMax: 1, bucketsMax: 1)
            return try #require(plan.spans.first).granularity
        }
        #expect(try granularity(SeriesKinds.clicks) == 4)
        #expect(
            try granularity([SeriesKinds.minute(), SeriesKinds.day(), SeriesKinds.month()]) == 2)
        #expect(try granularity([SeriesKinds.day(), SeriesKinds.month(kept: 86_400)]) == 0)
        #expect(throws: SeriesPlanError.everythingNotKept) {
            try granularity([SeriesKinds.day(kept: 1)])
        }
        #expect(throws: SeriesPlanError.nothingButAllTime) {
            try plan(
                try planner([SeriesKinds.all]),
                try window("2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z", .all))
        }
    }

    @Test func `a plan ends at its limits`() throws {
        let planner = try planner(SeriesKinds.keptForEver)
        let minutes = try window("2026-11-01T00:00:00Z", "2026-11-01T02:00:00Z", .minute)
        #expect(throws: SeriesPlanError.tooManyPoints(max: 119)) {
            try planner.plan(minutes, pointsMax: 119, bucketsMax: 1000)
        }
        #expect(throws: SeriesPlanError.tooManyBuckets(max: 119)) {
            try planner.plan(minutes, pointsMax: 1000, bucketsMax: 119)
        }
        #expect(try planner.plan(minutes, pointsMax: 120, bucketsMax: 120).bucketCount == 120)
        let long = try window("0001-01-01T00:00:00Z", "9999-12-31T23:59:00Z", .minute)
        #expect(throws: SeriesPlanError.tooManyPoints(max: 10_000)) {
            try planner.plan(long, pointsMax: 10_000, bucketsMax: 200_000)
        }
    }

    /// Spans join where they can, cover the window exactly, and each of their buckets is kept.
    @Test func `any plan covers its window exactly`() throws {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        let zones = [
            "UTC", "Europe/Rome", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo",
        ]
        let tables = [
            SeriesKinds.keptForEver, SeriesKinds.clicks, SeriesKinds.clicksInAllZones,
            [SeriesKinds.minute(), SeriesKinds.day(zone: "Europe/Rome"), SeriesKinds.month()],
        ]
        var answered = 0
        for _ in 0..<200 {
            let kinds = tables.randomElement(using: &random) ?? []
            let planner = try planner(kinds)
            let from = now / 60 * 60 - Int64.random(in: 0...60_000, using: &random) * 60
            let to = from + Int64.random(in: 1...20_000, using: &random) * 60
            let wanted = SeriesWindow(
                bounds: from..<to, step: SeriesStep.allCases.randomElement(using: &random) ?? .all,
                zone: try #require(
                    TimeZoneRules(identifier: zones.randomElement(using: &random) ?? "UTC")))
            let hint: Comment =
                "seed \(random.seed): \(instant(from)) \(instant(to)) \(wanted.step)"
            let plan: SeriesPlan
            do throws(SeriesPlanError) {
                plan = try planner.plan(wanted, pointsMax: 20_000, bucketsMax: 200_000)
            } catch {
                guard case .notKept = error else {
                    Issue.record("\(error) \(hint)")
                    continue
                }
                let other = planner.alternative(to: wanted, pointsMax: 20_000, bucketsMax: 200_000)
                let bounds = try #require(other?.bounds, hint)
                #expect(bounds.lowerBound <= from && bounds.upperBound >= to, hint)
                continue
            }
            answered += 1
            var next = from
            for point in plan.points {
                #expect(point.start == next, hint)
                for span in plan.spans[point.spans] {
                    #expect(span.start == next, hint)
                    let calendar = planner.granularities[span.granularity].calendar
                    // An expectation for each would take its time.
                    var isFine = true
                    for _ in 0..<span.bucketCount {
                        isFine = isFine && calendar.start(of: next) == next
                        next = calendar.end(ofBucketAt: next)
                        if let kept = kinds[span.granularity].retentionSeconds {
                            isFine = isFine && next + kept > now
                        }
                    }
                    #expect(isFine, hint)
                    #expect(span.end == next, hint)
                }
                #expect(point.end == next, hint)
            }
            #expect(next == to, hint)
        }
        #expect(answered > 30)
    }
}
