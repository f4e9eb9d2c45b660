import ArgumentParser
import Model
import Platform

/// A time as it is given on a command line: an instant, a date, or one before now.
enum Moment: Hashable, ExpressibleByArgument {
    case at(UTCTime)
    case now
    /// So many units back, from the beginning of the unit that is then.
    case ago(count: Int64, unitSeconds: Int64)

    static let forms =
        "a time such as 2026-11-22T20:00:00Z, a date (its first second, UTC), now, or now-7d, now-24h, now-90m (from the beginning of that day, hour or minute on, UTC)"

    private static let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]
    /// What a click table counts by at least.
    private static let finestSeconds: Int64 = 60

    init?(argument: String) {
        if let time = UTCTime(argument: argument) ?? UTCTime(argument: argument + "T00:00:00Z") {
            self = .at(time)
        } else if argument == "now" {
            self = .now
        } else if argument.hasPrefix("now-"), let last = argument.last,
            let unit = Moment.units[last],
            let count = Int64(argument.dropFirst(4).dropLast()),
            (0...ClickLimits.agoSecondsMax / unit).contains(count)
        {
            self = .ago(count: count, unitSeconds: unit)
        } else {
            return nil
        }
    }

    /// The second that is meant when it is `now`; of now itself the end of its minute.
    func seconds(at now: Int64) -> Int64 {
        switch self {
        case .at(let time): time.secondsSince1970
        case .now:
            (now.floorQuotient(Moment.finestSeconds) + 1) * Moment.finestSeconds
        case .ago(let count, let unit): (now.floorQuotient(unit) - count) * unit
        }
    }
}
