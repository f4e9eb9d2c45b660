package import Model
import Platform

/// Time cut into buckets of one unit in one zone; all instants are seconds since 1970.
///
/// Days, months and years begin with the first instant of their first date. Hours, and halves and
/// quarters of them, begin when local clocks show so, and at a change of the offset in the middle of
/// one; minutes are UTC's.
package struct BucketCalendar: Sendable {
    package let unit: BucketUnit
    package let zone: TimeZoneRules

    package init(unit: BucketUnit, zone: TimeZoneRules) {
        self.unit = unit
        self.zone = zone
    }

    /// The start of the bucket in which an instant lies; `Int64.min` for the bucket of all time.
    package func start(of second: Int64) -> Int64 {
        switch unit {
        case .minute: return second - second.floorRemainder(60)
        case .quarterHour: return piece(of: 900, at: second).start
        case .halfHour: return piece(of: 1800, at: second).start
        case .hour: return piece(of: 3600, at: second).start
        case .day, .month, .year:
            let days = LocalDays(zone: zone)
            return days.start(of: firstDay(of: days.day(at: second)))
        case .all: return .min
        }
    }

    /// The end of the bucket that starts at an instant, which is the start of the next one; for the
    /// bucket of all time `Int64.max`.
    package func end(ofBucketAt start: Int64) -> Int64 {
        switch unit {
        case .minute: return start + 60
        case .quarterHour: return piece(of: 900, at: start).end
        case .halfHour: return piece(of: 1800, at: start).end
        case .hour: return piece(of: 3600, at: start).end
        case .day, .month, .year:
            let days = LocalDays(zone: zone)
            return days.start(of: nextFirstDay(after: firstDay(of: days.day(at: start))))
        case .all: return .max
        }
    }

    /// The piece of an hour in which an instant lies.
    private func piece(of seconds: Int64, at second: Int64) -> (start: Int64, end: Int64) {
        let period = zone.period(at: second)
        let start = second - (second + period.offset).floorRemainder(seconds)
        return (max(start, period.start), min(start + seconds, period.end))
    }

    private func firstDay(of day: Int) -> Int {
        guard unit != .day else { return day }
        let date = CivilDate(dayNumber: day)
        let month = unit == .year ? 1 : date.month
        return CivilDate(year: date.year, month: month, day: 1).dayNumber
    }

    private func nextFirstDay(after day: Int) -> Int {
        guard unit != .day else { return day + 1 }
        let date = CivilDate(dayNumber: day)
        if unit == .year || date.month == 12 {
            return CivilDate(year: date.year + 1, month: 1, day: 1).dayNumber
        }
        return CivilDate(year: date.year, month: date.month + 1, day: 1).dayNumber
    }
}
