import Commands
import Model
import NativeAPI
import Platform
import TestSupport
import Testing

@Suite("Buckets of time") struct TimeBucketTests {
    private func zone(_ identifier: String) throws -> TimeZoneRules {
        try #require(TimeZoneRules(identifier: identifier))
    }

    /// Day boundaries by Python's zoneinfo: the first instant that shows the date.
    @Test(
        arguments: [
            ("UTC", "2026-03-29T00:00:00Z", 24), ("Europe/Rome", "2026-03-28T23:00:00Z", 23),
            ("Europe/Rome", "2026-10-24T22:00:00Z", 25),
            ("America/New_York", "2026-03-08T05:00:00Z", 23),
            ("America/New_York", "2026-11-01T04:00:00Z", 25),
            ("Asia/Kolkata", "2026-11-21T18:30:00Z", 24),
            ("Australia/Lord_Howe", "2026-04-04T13:00:00Z", 24.5),
            ("Australia/Lord_Howe", "2026-10-03T13:30:00Z", 23.5),
            // The day begins at one o'clock; clocks go back from midnight, which no day begins with.
            ("America/Sao_Paulo", "2018-11-04T03:00:00Z", 23),
            ("America/Sao_Paulo", "2018-02-17T02:00:00Z", 25),
            ("Africa/Cairo", "2026-04-23T22:00:00Z", 23),
            ("Africa/Cairo", "2026-10-28T21:00:00Z", 25),
            // 30 December 2011 was skipped.
            ("Pacific/Apia", "2011-12-29T10:00:00Z", 24),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", 24),
            // Clocks went back at one minute past midnight, so that minute came twice.
            ("America/St_Johns", "2010-11-06T02:30:00Z", 24),
            ("America/St_Johns", "2010-11-07T02:30:00Z", 25),
        ] as [(String, String, Double)])
    func `days are as long as they are`(identifier: String, start: String, hours: Double) throws {
        let calendar = BucketCalendar(unit: .day, zone: try zone(identifier))
        let start = second(start)
        let end = start + Int64(hours * 3600)
        #expect(calendar.start(of: start) == start)
        #expect(calendar.end(ofBucketAt: start) == end)
        #expect(calendar.start(of: end - 1) == start)
        #expect(calendar.start(of: end) == end)
        #expect(calendar.start(of: start - 1) < start)
    }

    @Test func `months and years begin with their first day`() throws {
        let rome = try zone("Europe/Rome")
        let month = BucketCalendar(unit: .month, zone: rome)
        #expect(month.start(of: second("2026-11-01T00:00:00Z")) == second("2026-10-31T23:00:00Z"))
        #expect(
            month.end(ofBucketAt: second("2026-10-31T23:00:00Z")) == second("2026-11-30T23:00:00Z"))
        #expect(
            month.end(ofBucketAt: second("2026-02-28T23:00:00Z")) == second("2026-03-31T22:00:00Z"))
        let year = BucketCalendar(unit: .year, zone: rome)
        #expect(year.start(of: second("2026-06-01T00:00:00Z")) == second("2025-12-31T23:00:00Z"))
        #expect(
            year.end(ofBucketAt: second("2025-12-31T23:00:00Z")) == second("2026-12-31T23:00:00Z"))
    }

    @Test func `hours follow local clocks`() throws {
        let kolkata = BucketCalendar(unit: .hour, zone: try zone("Asia/Kolkata"))
        #expect(kolkata.start(of: second("2026-11-22T10:29:59Z")) == second("2026-11-22T09:30:00Z"))
        // From 2:00 they go back to 1:30: a full hour, half an hour, and then full hours again.
        let howe = BucketCalendar(unit: .hour, zone: try zone("Australia/Lord_Howe"))
        let change = second("2026-04-04T15:00:00Z")
        #expect(howe.end(ofBucketAt: change - 3600) == change)
        #expect(howe.end(ofBucketAt: change) == change + 1800)
        #expect(howe.start(of: change + 1799) == change)
    }

    @Test func `all time is one bucket`() {
        let calendar = BucketCalendar(unit: .all, zone: .utc)
        #expect(calendar.start(of: 0) == .min)
        #expect(calendar.end(ofBucketAt: .min) == .max)
    }

    private static let zones = [
        "UTC", "Europe/Rome", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
        "America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia", "America/St_Johns", "Asia/Beirut",
        "Africa/Casablanca", "Pacific/Kwajalein", "America/Scoresbysund", "Europe/Dublin",
        "Asia/Kathmandu", "Antarctica/Troll",
    ]

    /// The rule itself: a day begins with the first instant that shows its date or a later one.
    @Test func `a day begins where a walk through time finds its date first`() throws {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        for identifier in TimeBucketTests.zones {
            let zone = try zone(identifier)
            let calendar = BucketCalendar(unit: .day, zone: zone)
            // Around changes of the offset, where it matters.
            let changes = stride(from: Int64(0), to: 4_000_000_000, by: 86_400 * 60)
                .map { zone.period(at: $0).start }.filter { $0 > 0 }
            for _ in 0..<10 {
                let around = changes.randomElement(using: &random) ?? 1_700_006_400
                let first = around - 2 * 86_400
                func shown(_ second: Int64) -> Int64 {
                    (second + zone.offsetSeconds(at: second)) / 86_400
                }
                var latest = shown(first)
                var start: Int64?
                // An expectation for each minute would take its time.
                var isFine = true
                for minute in stride(from: first, to: around + 3 * 86_400, by: 60) {
                    if shown(minute) > latest {
                        latest = shown(minute)
                        if let start {
                            isFine = isFine && calendar.end(ofBucketAt: start) == minute
                        }
                        start = minute
                    }
                    if let start { isFine = isFine && calendar.start(of: minute) == start }
                }
                #expect(isFine, "seed \(random.seed), \(identifier), around \(around)")
            }
        }
    }

    @Test func `buckets of every unit follow each other without gaps, and texts come back`() throws
    {
        var random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        let formats: [BucketUnit: String] = [
            .minute: "yyyyMMddHHmm", .quarterHour: "yyyyMMddHHmm",
            .halfHour: "yyyyMMdd/HH:mm", .hour: "yyyy-MM-ddTHH", .day: "yyyyMMdd",
            .month: "yyyy/MM",
            .year: "yyyy",
        ]
        for identifier in TimeBucketTests.zones {
            for (unit, pattern) in formats {
                let isFine = unit < .day
                let zone = isFine ? .utc : try zone(identifier)
                let calendar = BucketCalendar(unit: unit, zone: zone)
                let format = try #require(BucketFormat(pattern))
                let isPiece = unit == .quarterHour || unit == .halfHour
                #expect(format.unit == (isPiece ? .minute : unit))
                for _ in 0..<50 {
                    let moment = Int64.random(in: -4_000_000_000...9_000_000_000, using: &random)
                    let start = calendar.start(of: moment)
                    let end = calendar.end(ofBucketAt: start)
                    let hint: Comment = "seed \(random.seed), \(identifier), \(unit), \(moment)"
                    #expect(start <= moment && moment < end, hint)
                    #expect(calendar.start(of: start) == start, hint)
                    #expect(calendar.start(of: end - 1) == start, hint)
                    #expect(calendar.start(of: end) == end, hint)
                    let text = format.text(of: start, in: zone)
                    #expect(format.bucketStart(parsing: text, in: zone) == start, hint)
                    // Sort keys come in the order of time.
                    #expect(text < format.text(of: end, in: zone), hint)
                }
            }
        }
    }

    @Test(arguments: [
        ("yyyyMMddHHmm", "202611222041"), ("yyyyMMddHH", "2026112220"), ("yyyyMMdd", "20261122"),
        ("yyyyMM", "202611"), ("yyyy", "2026"), ("", ""), ("yyyy-MM-ddTHH:mm", "2026-11-22T20:41"),
        ("yyyy/MM/dd_", "2026/11/22_"), ("#yyyy.MM", "#2026.11"),
    ])
    func `formats write the fields they have`(pattern: String, text: String) throws {
        let format = try #require(BucketFormat(pattern))
        #expect(format.text(of: second("2026-11-22T20:41:00Z"), in: .utc) == text)
    }

    @Test(arguments: [
        "MM", "yyyydd", "yyyyMMHH", "yyy", "yyyyy", "yyyyMMddmm", "yyyyMMddHHmmss", "yyyyMMyyyy",
        "yyyy MM", "yyyy'MM", "dd", "-", "yyyyM", "YYYY", "yyyyMMDD", "x",
    ])
    func `formats that leave out a field or have others are refused`(pattern: String) {
        #expect(BucketFormat(pattern) == nil)
    }

    @Test(arguments: [
        ("yyyyMMdd", ["2026112", "202611222", "20261131", "20260001", "00000101", "2026112x", ""]),
        ("yyyyMMddHHmm", ["202611222460", "202611222400", "202611222060"]),
        ("yyyy-MM", ["202611", "2026-13", "2026_11"]), ("", ["x"]),
    ])
    func `texts that no bucket has are refused`(pattern: String, texts: [String]) throws {
        let format = try #require(BucketFormat(pattern))
        for text in texts {
            #expect(format.bucketStart(parsing: text, in: .utc) == nil, "\(text)")
        }
        let days = try #require(BucketFormat("yyyyMMdd"))
        let apia = try zone("Pacific/Apia")
        #expect(days.bucketStart(parsing: "20111230", in: apia) == nil)
    }
}

extension BucketFormat {
    fileprivate func bucketStart(parsing text: String, in zone: TimeZoneRules) -> Int64? {
        bucketStart(parsing: text.utf8.span, in: zone)
    }
}
