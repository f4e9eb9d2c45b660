import Engine
import Foundation
import JSON
import Model
import NativeAPI
import Platform
import TestSupport
import Testing
import Values

/// Every zone has its days, for as long as hours are kept.
@Suite("Series in zones with odd offsets") struct SeriesZoneTests {
    /// 23 November 2026, 05:00 UTC.
    private static let now: Int64 = 1_795_410_000

    /// The zones whose clocks are not always a whole number of hours off UTC in the days before now.
    private static let oddZones = TimeZone.knownTimeZoneIdentifiers.filter { identifier in
        guard let zone = TimeZone(identifier: identifier) else { return false }
        return (Int64(0)..<60).contains { day in
            let date = Date(timeIntervalSince1970: Double(now - day * 86_400))
            return zone.secondsFromGMT(for: date) % 3600 != 0
        }
    }

    /// The starts of the zone's days, the last of them today's, by Foundation's calendar.
    private func days(_ count: Int, in zone: TimeZone) throws -> [Int64] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let today = Date(timeIntervalSince1970: Double(SeriesZoneTests.now))
        return try (0..<count).map { back in
            let noon = try #require(
                calendar.date(
                    byAdding: .day, value: back + 1 - count,
                    to: calendar.startOfDay(for: today).addingTimeInterval(43_200)))
            return Int64(calendar.startOfDay(for: noon).timeIntervalSince1970)
        }
    }

    @Test func `local days add up to what their minutes do`() async throws {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        #expect(SeriesZoneTests.oddZones.count >= 15)
        for wanted in ["Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Asia/Tehran"] {
            // Kolkata and Kathmandu under the names of before in some versions of the database.
            let old = ["Asia/Kolkata": "Asia/Calcutta", "Asia/Kathmandu": "Asia/Katmandu"]
            #expect(
                SeriesZoneTests.oddZones.contains(wanted)
                    || SeriesZoneTests.oddZones.contains(old[wanted] ?? ""), "\(wanted)")
        }
        try await withNativeAPI(at: ManualTime(seconds: SeriesZoneTests.now)) { api in
            var fixture = try SeriesFixture(
                try await api.makeSeriesTable(SeriesKinds.clicksInAllZones))
            // Lord Howe puts its clocks forward by half an hour on 4 October.
            for _ in 0..<600 {
                let back = Int64.random(in: 0..<57 * 86_400, using: &random)
                try fixture.record(
                    SeriesEvent(second: SeriesZoneTests.now - 1 - back, series: ["s"]))
            }
            try await fixture.store(in: api.store)
            for identifier in SeriesZoneTests.oddZones {
                let hint: Comment = "seed \(random.seed), \(identifier)"
                let zone = try #require(TimeZone(identifier: identifier))
                let starts = try days(56, in: zone)
                let bounds = try #require(starts.first)..<(try #require(starts.last))
                let answer = await api.series(
                    "series=s&from=\(instant(bounds.lowerBound))&to=\(instant(bounds.upperBound))"
                        + "&step=day&tz=\(identifier)&sum=c&union=&fill=0")
                let points = try #require(answer.root?["points"], "\(hint): \(answer)")
                #expect(
                    points.elements.map { $0["at"]?.string } == starts.dropLast().map(instant),
                    hint)
                let wanted = zip(starts, starts.dropFirst()).map { start, end in
                    Int64(fixture.events.count { $0.second >= start && $0.second < end })
                }
                #expect(points.elements.map { $0["c"]?.integer } == wanted, hint)
            }
        }
    }

    @Test func `points of quarters and halves of an hour`() async throws {
        try await withNativeAPI(at: ManualTime(seconds: SeriesZoneTests.now)) { api in
            var fixture = try SeriesFixture(
                try await api.makeSeriesTable(SeriesKinds.clicksInAllZones))
            // Far longer ago than minutes are kept.
            for at in ["10:00:00", "10:14:59", "10:15:00", "10:44:00", "11:00:00"] {
                let at = second("2026-11-02T\(at)Z")
                try fixture.record(SeriesEvent(second: at, series: ["s"]))
            }
            try await fixture.store(in: api.store)
            // Not the start of a quarter, so no bucket, whoever wrote it.
            try await api.store.put(
                Sample.item("s", "q#202611021001", ["c": 50]), in: fixture.table)
            func points(_ step: String, _ more: String = "") async -> [String] {
                let answer = await api.series(
                    "series=s&from=2026-11-02T10:00:00Z&to=2026-11-02T11:15:00Z&union="
                        + "&sum=c&step=\(step)\(more)")
                return answer.root?["points"]?.elements.map { point in
                    "\(point["at"]?.string?.dropFirst(11).prefix(5) ?? "") "
                        + "\(point["c"]?.numberText ?? "")"
                } ?? ["\(answer)"]
            }
            #expect(await points("15m") == ["10:00 2", "10:15 1", "10:30 1", "11:00 1"])
            #expect(await points("30m") == ["10:00 3", "10:30 1", "11:00 1"])
            #expect(
                await points("30m", "&tz=Asia/Kathmandu") == ["10:00 2", "10:15 2", "10:45 1"])
            #expect(await points("hour", "&tz=Asia/Kolkata") == ["10:00 3", "10:30 2"])
            #expect(await points("minute").first?.contains("window-not-kept") == true)
        }
    }
}
