import Platform

/// Writes instants as the Date header wants them: `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The text for an instant in seconds since 1970.
    package static func text(seconds: Int64) -> String {
        let second = Int(seconds).floorRemainder(86_400)
        let dayNumber = Int(seconds).floorQuotient(86_400)
        let date = CivilDate(dayNumber: dayNumber)
        // 1 January 1970 was a Thursday.
        let weekday = days[dayNumber.floorRemainder(7)]
        let clock = [second / 3600, second / 60 % 60, second % 60].map(twoDigits)
        return "\(weekday), \(twoDigits(date.day)) \(months[date.month - 1]) \(date.year) "
            + clock.joined(separator: ":") + " GMT"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
