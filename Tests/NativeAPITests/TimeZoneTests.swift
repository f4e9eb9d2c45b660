import Commands
import Model
import NativeAPI
import Platform
import TestSupport
import Testing

@Suite("Time zones") struct TimeZoneTests {
    @Test(arguments: [
        "UTC", "Europe/Rome", "Asia/Kolkata", "Asia/Calcutta", "America/Argentina/Buenos_Aires",
        "US/Eastern", "Etc/GMT+5", "CET", "GMT", "Europe/Kyiv", "America/Ciudad_Juarez",
    ])
    func `names of the database are known`(identifier: String) throws {
        #expect(try #require(TimeZoneRules(identifier: identifier)).identifier == identifier)
    }

    @Test(arguments: [
        "", "GMT+5", "UTC+1", "PST", "JST", "ACT", "Z", "utc", "europe/rome", "Europe/Rome ",
        "Europe",
        "Europe/", "/", "Europe/Nowhere", "SystemV/EST5", "Factory", "Etc/Unknown",
        "../Europe/Rome",
        "posix/Europe/Rome", "Asia/\u{212A}olkata", "local", "+01:00",
    ])
    func `other names are refused, whatever they mean elsewhere`(identifier: String) {
        #expect(TimeZoneRules(identifier: identifier) == nil)
    }

    /// Offsets by Python's zoneinfo.
    @Test(arguments: [
        ("UTC", "2026-07-01T00:00:00Z", 0),
        ("Europe/Rome", "2026-03-29T00:59:59Z", 3600),
        ("Europe/Rome", "2026-03-29T01:00:00Z", 7200),
        ("Europe/Rome", "2026-10-25T00:59:59Z", 7200),
        ("Europe/Rome", "2026-10-25T01:00:00Z", 3600),
        ("America/New_York", "2026-03-08T06:59:59Z", -18000),
        ("America/New_York", "2026-03-08T07:00:00Z", -14400),
        ("Asia/Kolkata", "1999-01-01T00:00:00Z", 19800),
        ("Australia/Lord_Howe", "2026-04-04T14:59:59Z", 39600),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 37800),
        ("America/Sao_Paulo", "2018-11-04T02:59:59Z", -10800),
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z", -7200),
        ("America/Sao_Paulo", "2026-01-01T00:00:00Z", -10800),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", -36000),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", 50400),
        ("Europe/Rome", "1969-12-31T23:59:59Z", 3600),
        ("Europe/Rome", "2099-07-01T00:00:00Z", 7200),
    ])
    func `offsets are the database's`(identifier: String, at: String, offset: Int64) throws {
        let zone = try #require(TimeZoneRules(identifier: identifier))
        #expect(zone.offsetSeconds(at: second(at)) == offset)
    }

    @Test func `every moment lies in one period`() throws {
        let random = SplitMix64(seed: UInt64.random(in: 0 ... .max))
        var generator = random
        for identifier in ["UTC", "Europe/Rome", "Africa/Casablanca", "Pacific/Apia"] {
            let zone = try #require(TimeZoneRules(identifier: identifier))
            for _ in 0..<1000 {
                let moment = Int64.random(in: -10_000_000_000...10_000_000_000, using: &generator)
                let period = zone.period(at: moment)
                #expect(period.start <= moment && moment < period.end, "seed \(random.seed)")
                if period.end < .max {
                    #expect(zone.period(at: period.end).start == period.end)
                    #expect(zone.offsetSeconds(at: period.end) != period.offset)
                }
            }
        }
    }
}

/// The seconds of an instant that a test writes down.
func second(_ text: String) -> Int64 {
    guard let instant = Instant.parse(text) else { preconditionFailure("\(text) is no instant") }
    return instant.seconds
}
