import Model
import Platform

/// The days of one zone, each from the first instant at which local clocks show its date.
///
/// A day whose midnight is skipped starts with the first instant there is. Where clocks go back
/// over midnight, the hour that is shown twice belongs to the day that has begun. A date that was
/// skipped as a whole, as 30 December 2011 in Samoa, is a day of no length.
struct LocalDays: Sendable {
    static let seconds: Int64 = 86_400

    let zone: TimeZoneRules

    /// The day in which an instant lies, counted from 1 January 1970.
    func day(at second: Int64) -> Int {
        let shown = dayShown(at: second)
        return start(of: shown + 1) <= second ? shown + 1 : shown
    }

    /// The first instant of a day, or of the first day after it that there was.
    func start(of day: Int) -> Int64 {
        let midnight = Int64(day) * LocalDays.seconds
        if zone.isFixed { return midnight - zone.periods[0].offset }
        // No clock is further than this from UTC, so no earlier period can show the date.
        var index = zone.index(at: midnight - 100_000)
        while true {
            let period = zone.periods[index]
            let instant = max(period.start, midnight - period.offset)
            if instant < period.end { return instant }
            index += 1
        }
    }

    /// The date on local clocks.
    func dayShown(at second: Int64) -> Int {
        Int((second + zone.offsetSeconds(at: second)).floorQuotient(LocalDays.seconds))
    }
}
