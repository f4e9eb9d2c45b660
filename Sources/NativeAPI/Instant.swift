import Mutations

/// Points in time as text: RFC 3339 in UTC, to the microsecond where it has any.
enum Instant {
    static func text(_ time: Timestamp) -> String {
        let seconds = time.seconds
        let secondOfDay = Int(floorRemainder(seconds, 86_400))
        let (year, month, day) = date(ofDay: Int((seconds - Int64(secondOfDay)) / 86_400))
        let fraction = Int(floorRemainder(time.microseconds, 1_000_000))
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2))"
            + ":\(padded(secondOfDay % 60, 2))"
            + (fraction == 0 ? "Z" : ".\(padded(fraction, 6))Z")
    }

    /// The date of a day counted from 1 January 1970.
    ///
    /// Years are counted from 1 March, so that the day that only some of them have is their last,
    /// and in cycles of 400 years, all of which have 146 097 days.
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let sinceMarchOfYear0 = day + 719_468
        let dayOfCycle = Int(floorRemainder(Int64(sinceMarchOfYear0), 146_097))
        let cycle = (sinceMarchOfYear0 - dayOfCycle) / 146_097
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        // Months from March on last 31, 30, 31, 30, 31 days, again and again: 153 days for five.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, dayOfMonth)
    }

    private static func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (number < 0 ? "-" : "") + zeros + digits
    }
}
