import Model
import Values

/// A point in time as a parameter says it: an RFC 3339 time, or one by its distance from now, such as
/// `now`, `now-24h` or `now-7d`.
///
/// A day is 24 hours here and a week seven of them, whatever the clocks of a zone do.
enum InstantExpression {
    /// The second in which the instant lies, a fraction being cut off; `nil` for what is none.
    static func second(_ text: String, now: Int64) -> Int64? {
        if let instant = Instant.parse(text) { return instant.seconds }
        guard text.hasPrefix("now") else { return nil }
        let rest = text.utf8.dropFirst(3)
        guard let sign = rest.first else { return now }
        // A plus in a query is a blank.
        let isLater = sign == UInt8(ascii: "+") || sign == UInt8(ascii: " ")
        guard isLater || sign == UInt8(ascii: "-"), let unit = rest.last.flatMap({ units[$0] })
        else { return nil }
        let digits = rest.dropFirst().dropLast()
        let isPlain = digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isPlain, (1...12).contains(digits.count), let count = Int64(Substring(digits)) else {
            return nil
        }
        let second = isLater ? now + count * unit : now - count * unit
        return Instant.seconds.contains(second) ? second : nil
    }

    private static let units: [UInt8: Int64] = [
        UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3600,
        UInt8(ascii: "d"): 86_400, UInt8(ascii: "w"): 604_800,
    ]
}
