import Foundation
import Synchronization

/// What clocks show in one zone of the IANA database: the offset from UTC at any moment.
///
/// The rules come out of Foundation, which carries them itself (ICU), so no file of the machine is
/// needed. They are read once for each zone and process, as a table of the periods between two
/// changes; a look into it costs some nanoseconds and takes no lock. The table reaches from 1900
/// to 2200. Before and after it the offset stays as it is at its ends: what was before is local
/// mean time that nobody counts by, and what comes after nobody knows.
package struct TimeZoneRules: Sendable {
    /// The time during which the offset does not change.
    package struct Period: Hashable, Sendable {
        /// The first second; the first period begins with `Int64.min`.
        package let start: Int64
        /// The first second of the next period, or `Int64.max`.
        package let end: Int64
        package let offset: Int64
    }

    package static let utc = TimeZoneRules(fixed: "UTC")

    /// The name as it was asked for.
    package let identifier: String
    /// Ascending and without gaps; never empty.
    let periods: [Period]

    /// Whether the clocks never change.
    var isFixed: Bool { periods.count == 1 }

    /// The rules of a zone, or `nil` when the database has no such name.
    ///
    /// Foundation also knows names that are none of the database's, such as `GMT+5` and `PST`: two
    /// programs that read them would not agree on what they mean.
    package init?(identifier: String) {
        guard identifier != "UTC" else {
            self = .utc
            return
        }
        guard TimeZoneRules.hasDatabaseForm(identifier) else { return nil }
        if let known = TimeZoneRules.read.withLock({ $0[identifier] }) {
            self = known
            return
        }
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        let rules = TimeZoneRules(reading: zone, as: identifier)
        // Only real zones get here, a few hundred, so this cannot grow without end.
        TimeZoneRules.read.withLock { $0[identifier] = rules }
        self = rules
    }

    private init(fixed identifier: String) {
        self.identifier = identifier
        periods = [Period(start: .min, end: .max, offset: 0)]
    }

    private init(reading zone: TimeZone, as identifier: String) {
        self.identifier = identifier
        func date(_ second: Int64) -> Date { Date(timeIntervalSince1970: Double(second)) }
        func offset(_ second: Int64) -> Int64 { Int64(zone.secondsFromGMT(for: date(second))) }
        var periods: [Period] = []
        var start = Int64.min
        var current = offset(TimeZoneRules.tableStart)
        var second = TimeZoneRules.tableStart
        while let change = zone.nextDaylightSavingTimeTransition(after: date(second)) {
            let next = Int64(change.timeIntervalSince1970.rounded())
            guard next > second, next < TimeZoneRules.tableEnd else { break }
            second = next
            let changed = offset(next)
            // The name of a time may change without the time.
            guard changed != current else { continue }
            periods.append(Period(start: start, end: next, offset: current))
            start = next
            current = changed
        }
        periods.append(Period(start: start, end: .max, offset: current))
        self.periods = periods
    }

    /// How far local clocks are ahead of UTC, in seconds.
    package func offsetSeconds(at second: Int64) -> Int64 {
        periods[index(at: second)].offset
    }

    /// The period in which `second` lies.
    package func period(at second: Int64) -> Period {
        periods[index(at: second)]
    }

    /// The place of the period in which `second` lies.
    func index(at second: Int64) -> Int {
        var low = 0
        var high = periods.count - 1
        while low < high {
            let middle = (low + high) / 2
            if periods[middle].end <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// 1 January 1900.
    private static let tableStart: Int64 = -2_208_988_800
    /// 1 January 2200.
    private static let tableEnd: Int64 = 7_258_118_400

    /// The zones read so far.
    private static let read = Mutex<[String: TimeZoneRules]>([:])
}

extension TimeZoneRules {
    /// Whether the database could have this name: an area and a place, or one of its old names.
    private static func hasDatabaseForm(_ identifier: String) -> Bool {
        guard identifier.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        guard let slash = identifier.firstIndex(of: "/") else {
            return plainNames.contains(identifier)
        }
        return areas.contains(String(identifier[..<slash]))
    }

    private static let areas: Set<String> = [
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil",
        "Canada", "Chile", "Etc", "Europe", "Indian", "Mexico", "Pacific", "US",
    ]

    private static let plainNames: Set<String> = [
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT",
        "GMT+0", "GMT-0", "GMT0", "Greenwich", "HST", "Hongkong", "Iceland", "Iran", "Israel",
        "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT", "NZ", "NZ-CHAT",
        "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey",
        "UCT", "Universal", "W-SU", "WET", "Zulu",
    ]
}

extension TimeZoneRules: Hashable {
    package static func == (left: TimeZoneRules, right: TimeZoneRules) -> Bool {
        left.identifier == right.identifier
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(identifier)
    }
}
