import Model
import Platform

/// How much time one point of an answer spans.
package enum SeriesStep: String, CaseIterable, Sendable {
    case minute
    case quarterHour = "15m"
    case halfHour = "30m"
    case hour, day, week, month, year
    /// One point for the whole window.
    case all

    /// The largest unit of buckets that are never longer.
    var unit: BucketUnit {
        switch self {
        case .minute: .minute
        case .quarterHour: .quarterHour
        case .halfHour: .halfHour
        case .hour: .hour
        case .day, .week: .day
        case .month: .month
        case .year: .year
        case .all: .all
        }
    }
}

/// Time cut into steps in one zone; all instants are seconds since 1970.
///
/// Hours and pieces of them are those of the zone's clocks, weeks begin on Monday (ISO 8601).
package struct StepCalendar: Sendable {
    package let step: SeriesStep
    package let zone: TimeZoneRules
    /// What a bucket calendar knows already; weeks are the only step that no bucket has.
    private let buckets: BucketCalendar?

    package init(step: SeriesStep, zone: TimeZoneRules) {
        self.step = step
        self.zone = zone
        buckets =
            switch step {
            case .week: nil
            case .minute, .quarterHour, .halfHour, .hour, .day, .month, .year, .all:
                BucketCalendar(unit: step.unit, zone: zone)
            }
    }

    /// The start of the step in which an instant lies.
    package func start(of second: Int64) -> Int64 {
        if let buckets { return buckets.start(of: second) }
        return LocalDays(zone: zone).start(of: monday(of: second))
    }

    /// The end of the step that starts at an instant, which is the start of the next one.
    package func end(ofStepAt start: Int64) -> Int64 {
        if let buckets { return buckets.end(ofBucketAt: start) }
        return LocalDays(zone: zone).start(of: monday(of: start) + 7)
    }

    /// The Monday of an instant's week, as a day counted from 1 January 1970, which was a Thursday.
    private func monday(of second: Int64) -> Int {
        let day = LocalDays(zone: zone).day(at: second)
        return day - (day + 3).floorRemainder(7)
    }
}
