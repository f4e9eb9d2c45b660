/// Writes instants as the Date header wants them: `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [(name: String, days: Int)] = [
        ("Jan", 31), ("Feb", 28), ("Mar", 31), ("Apr", 30), ("May", 31), ("Jun", 30),
        ("Jul", 31), ("Aug", 31), ("Sep", 30), ("Oct", 31), ("Nov", 30), ("Dec", 31),
    ]

    /// The text for an instant in seconds since 1970.
    package static func text(seconds: Int64) -> String {
        let second = Int(seconds % 86_400 + (seconds % 86_400 < 0 ? 86_400 : 0))
        let dayNumber = (Int(seconds) - second) / 86_400
        let weekday = days[(dayNumber % 7 + 7) % 7]
        let (day, month, year) = date(dayNumber: dayNumber)
        let clock = [second / 3600, second / 60 % 60, second % 60].map(twoDigits)
        return "\(weekday), \(twoDigits(day)) \(month) \(year) "
            + clock.joined(separator: ":") + " GMT"
    }

    /// Counts years and months: this runs once a second.
    private static func date(dayNumber: Int) -> (day: Int, month: String, year: Int) {
        var rest = dayNumber
        var year = 1970
        while rest < 0 {
            year -= 1
            rest += days(inYear: year)
        }
        while rest >= days(inYear: year) {
            rest -= days(inYear: year)
            year += 1
        }
        for month in months {
            let count = month.days + (month.name == "Feb" && isLeap(year) ? 1 : 0)
            if rest < count { return (rest + 1, month.name, year) }
            rest -= count
        }
        preconditionFailure("The months have as many days as their year.")
    }

    private static func days(inYear year: Int) -> Int { isLeap(year) ? 366 : 365 }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
