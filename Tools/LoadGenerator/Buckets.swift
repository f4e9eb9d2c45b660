import Foundation

/// Names of buckets of time, as the table's granularities give them, and instants.
enum Buckets {
    /// `20261123` or `2026112310`, the beginning of an instant's digits.
    static func day(_ seconds: Int) -> String { String(digits(seconds).prefix(8)) }
    static func hour(_ seconds: Int) -> String { String(digits(seconds).prefix(10)) }
    static func month(_ seconds: Int) -> String { String(digits(seconds).prefix(6)) }

    /// The buckets of an hour's events except their minutes: hour, day, month and all.
    static func ofHour(_ seconds: Int) -> [String] {
        ["h#" + hour(seconds), "d#" + day(seconds), "M#" + month(seconds), "A#"]
    }

    /// Such as `2026-11-23T10:00:00Z`.
    static func instant(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }

    /// A number as links and series have it in their keys.
    static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
    }

    private static func digits(_ seconds: Int) -> String {
        instant(seconds).filter(\.isNumber)
    }
}
